model {
  if (x = 3) y = 2;
  while (x = 1) {
    z = = 3;
  }
  w = (x = 2);
}
