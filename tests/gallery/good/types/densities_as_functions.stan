data {
  int n;
}
parameters {
  real mu;
}
model {
  target += normal_lpdf(mu | 0, 1) + normal_lupdf(mu | 0, 1);
  target += poisson_lpmf(n | exp(mu)) + poisson_lupmf(n | 2);
  target += normal_lcdf(mu | 0, 1) + normal_lccdf(mu | 0, 1) + log(normal_cdf(mu | 0, 1));
  target += std_normal_lpdf(mu | );
  target += wiener_lcdf_unnorm(1, 2, 0, 0.5, mu);
  target += [mu, 1];
  target += {mu, 1};
  target += 1;
}
