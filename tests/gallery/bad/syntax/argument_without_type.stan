functions {
  real f(x) { return x; }
  real g(real x, y) { return x; }
  real h(real) { return 1; }
  real i(real x real y) { return x; }
}
