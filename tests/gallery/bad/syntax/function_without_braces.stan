functions {
  real f(real x) return x;
  real g(real x) = x;
  real h(real x)
  real i(real x) { return x; }
}
