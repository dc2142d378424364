functions {
  real g(int n) {
    return f(n);
  }
  real f(int n) {
    return 2 * n;
  }
}
