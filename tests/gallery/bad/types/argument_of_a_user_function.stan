functions {
  real f(vector x, int n) {
    return x[n];
  }
  real g(row_vector x) {
    return f(x, 1) + f(x', 2.5);
  }
}
