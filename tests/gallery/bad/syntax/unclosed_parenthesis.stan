model {
  y ~ normal(mu, sigma;
  x = (1 + 2;
  if (x > 1 {
    y = 2;
  }
  z = f(1, g(2);
}
