model {
  x = y[1;
  z = [1, 2;
  w = {1, 2;
  v = y[1, 2
  ;
}
