model {
  x = t.0;
  y = t.99999999999;
  z = t.1e3;
  w = t.x;
}
