functions {
  real f(array[] int x, int start, int end, real a, int b) {
    return a;
  }
  real f(array[] int x, int start, int end, int a, real b) {
    return b;
  }
  real g(array[] int x) {
    return reduce_sum(f, x, 1, 2, 3);
  }
}
