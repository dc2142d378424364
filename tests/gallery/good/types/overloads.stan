functions {
  real f(int x) {
    return 1;
  }
  real f(real x) {
    return 2;
  }
  real f(vector x) {
    return f(1) + f(1.5) + f(x[1]);
  }
  int f(int x, int y) {
    return x;
  }
}
