model {
  else y = 3;
  if (x) y = 1; ; else y = 2;
  if (x) {
  } ; else {
    y = ;
  }
}
