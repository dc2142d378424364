functions {
  real f(int x, real x) {
    return x;
  }
}
