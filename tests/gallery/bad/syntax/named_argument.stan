model {
  y ~ normal(mu = 0, sigma = 1);
  x = f(a = 2);
}
