functions {
  x = 3;
  print(1);
  real f(real x) { return x; }
}
