model {
  x = a ? b;
  y = a ? : c;
  z = a ? b : ;
  w = ? 1 : 2;
}
