data {
  int n;
}
parameters {
  real mu;
}
model {
  target += normal_log(mu, 0, 1);
  target += poisson_log(n, 3);
  target += poisson_log_log(n, mu);
  target += normal_cdf_log(mu, 0, 1);
  target += normal_ccdf_log(mu, 0, 1);
}
