functions {
  real f(int x) {
    return 1;
  }
  real f(vector x) {
    return 2;
  }
  real g(matrix x) {
    return f(x);
  }
}
