functions {
  real f(double x) { return x; }
  double g(real x) { return x; }
}
