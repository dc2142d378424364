// Numbers of successes with a beta prior, and a logit form of the same.
data {
  int<lower=0> N;
  array[N] int<lower=0> n;
  array[N] int<lower=0> k;
}
parameters {
  real<lower=0, upper=1> theta;
  real eta;
}
model {
  theta ~ beta(2, 3);
  k ~ binomial(n, theta);
  eta ~ logistic(0, 1);
  k ~ binomial_logit(n, eta);
}
generated quantities {
  array[N] int k_new = binomial_rng(n, theta);
}
