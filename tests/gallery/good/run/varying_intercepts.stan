// Groups with intercepts of their own, picked by a list of indices.
data {
  int<lower=1> N;
  int<lower=1> J;
  array[N] int<lower=1, upper=J> group;
  vector[N] x;
  vector[N] y;
}
parameters {
  vector[J] raw;
  real mu;
  real<lower=0> tau;
  real beta;
  real<lower=0> sigma;
}
transformed parameters {
  vector[J] alpha = mu + tau * raw;
}
model {
  raw ~ std_normal();
  tau ~ normal(0, 1);
  sigma ~ inv_gamma(2, 1);
  y ~ normal(alpha[group] + beta * x, sigma);
}
