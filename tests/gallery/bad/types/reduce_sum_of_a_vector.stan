functions {
  real f(array[] int x, int start, int end, real a) {
    return a;
  }
  real g(array[,] int x, int start, int end) {
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
  target += reduce_sum(f, [1, 2], 1, mu);
  target += reduce_sum(f);
}
