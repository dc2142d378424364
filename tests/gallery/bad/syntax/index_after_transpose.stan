model {
  x = y'[1];
  z = y'.1;
}
