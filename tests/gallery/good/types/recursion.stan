functions {
  real f(int n);
  real g(int n) {
    return n > 0 ? f(n - 1) : 1;
  }
  real f(int n) {
    return n > 0 ? g(n - 1) : 2;
  }
}
