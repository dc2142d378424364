data {
  int n;
}
parameters {
  real mu;
}
model {
  target += normal_lpmf(mu | 0, 1);
  target += poisson_lpdf(n | 3);
}
