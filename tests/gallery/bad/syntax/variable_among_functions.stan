functions {
  real x;
  real y = 3;
  real f(real x) { return x; }
  real g { return 1; }
}
