// Counts that scatter more than Poisson counts do.
data {
  int<lower=0> N;
  array[N] int<lower=0> y;
}
parameters {
  real<lower=0> mu;
  real<lower=0> phi;
}
model {
  mu ~ exponential(0.2);
  phi ~ gamma(2, 0.5);
  y ~ neg_binomial_2(mu, phi);
}
