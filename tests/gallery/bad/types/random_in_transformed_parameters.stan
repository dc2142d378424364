parameters {
  real mu;
}
transformed parameters {
  real x = normal_rng(mu, 1);
}
