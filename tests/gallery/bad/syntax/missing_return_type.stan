functions {
  f(real x) {
    return x;
  }
  real g(real x) { return x; }
}
