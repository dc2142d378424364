data {
  int<lower=1> N, K;
  matrix[N, K] X;
  array[N] int<lower=0, upper=1> y;
}
transformed data {
  matrix[N, K] Q = qr_thin_Q(X) * sqrt(N - 1.0);
}
parameters {
  real alpha;
  vector[K] beta;
}
model {
  alpha ~ normal(0, 10);
  beta ~ normal(0, 2.5);
  y ~ bernoulli_logit_glm(Q, alpha, beta);
}
