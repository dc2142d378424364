functions {
  real f(array[] int x, int start, int end, real a, vector b) {
    return a;
  }
  real g_lpmf(array[] int x, int start, int end, real a) {
    return a;
  }
  real h(array[] vector x, data int start, data int end) {
    return 1;
  }
  real k(array[,] real x, int start, int end) {
    return 1;
  }
}
data {
  int n;
}
parameters {
  real mu;
}
model {
  target += reduce_sum(f, {1, 2}, 1, mu, [1, 2]');
  target += reduce_sum(f, {1, 2}, n, 1, [1, 2]');
  target += reduce_sum_static(g_lpmf, {1, 2}, 1, mu);
  target += reduce_sum(g_lupmf, {1, 2}, 1, mu);
  target += reduce_sum(h, {[1, 2]'}, 1);
  target += reduce_sum(k, {{1.5}}, 1);
}
