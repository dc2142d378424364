functions {
  real foo_lpdf(real x, real m) {
    return -abs(x - m);
  }
  real foo_lcdf(real x, real m) {
    return x - m;
  }
  real foo_lccdf(real x, real m) {
    return m - x;
  }
  real bar_lpmf(int x, vector p) {
    return log(p[x]);
  }
  real baz_lpdf(vector x) {
    return foo_lupdf(x[1] | 1) + bar_lupmf(2 | x);
  }
}
data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ foo(1);
  mu ~ foo(1) T[0, ];
  mu ~ foo(1) T[0, 2];
  n ~ bar([0.5, 0.5]');
  [1, 2]' ~ baz();
  target += foo_lpdf(mu | 1) + foo_lupdf(mu | 1) + bar_lpmf(1 | [0.5, 0.5]') + foo_lcdf(mu | 2);
}
