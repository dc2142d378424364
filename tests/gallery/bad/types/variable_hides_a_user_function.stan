functions {
  real f(real x) {
    return x;
  }
  real g(real f) {
    return f(1);
  }
}
