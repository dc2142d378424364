// A prior on the logarithm, with the Jacobian added by hand.
parameters {
  real<lower=0> sigma;
  real<lower=0> tau;
}
transformed parameters {
  real log_sigma = log(sigma);
}
model {
  log_sigma ~ normal(0, 1);
  target += -log_sigma;
  log(tau) ~ logistic(0, 1);
  target += -log(tau);
}
