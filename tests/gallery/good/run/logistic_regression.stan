// A logistic regression as one fused density.
data {
  int<lower=0> N;
  int<lower=1> K;
  matrix[N, K] X;
  array[N] int<lower=0, upper=1> y;
}
parameters {
  real alpha;
  vector[K] beta;
}
model {
  alpha ~ normal(0, 2);
  beta ~ normal(0, 2);
  y ~ bernoulli_logit_glm(X, alpha, beta);
}
generated quantities {
  array[N] int y_new = bernoulli_logit_rng(alpha + X * beta);
}
