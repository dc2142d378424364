model {
  y ~ normal(mu,