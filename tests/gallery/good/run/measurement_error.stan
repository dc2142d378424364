// True positions as parameters between two noisy measurements.
data {
  int<lower=0> N;
  vector[N] x;
  vector[N] y;
}
parameters {
  vector[N] truth;
  real mu;
  real<lower=0> tau;
  real alpha;
  real beta;
  real<lower=0> sigma;
}
model {
  truth ~ normal(mu, tau);
  x ~ normal(truth, 0.3);
  y ~ normal(alpha + beta * truth, sigma);
  [tau, sigma] ~ exponential(1);
}
