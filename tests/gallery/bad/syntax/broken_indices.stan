model {
  x = y[1:2:3];
  w = y[:, ;
  v = y[* 2];
}
