functions {
  real f(int x, real y) {
    return 1;
  }
  real f(real x, int y) {
    return 2;
  }
  real g() {
    return f(1, 2);
  }
}
