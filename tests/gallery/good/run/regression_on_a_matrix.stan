// Several predictors as a matrix, centred in the transformed data.
data {
  int<lower=0> N;
  int<lower=1> K;
  matrix[N, K] X;
  vector[N] y;
}
transformed data {
  matrix[N, K] centred;
  for (k in 1 : K) centred[ : , k] = X[ : , k] - mean(X[ : , k]);
}
parameters {
  real alpha;
  vector[K] beta;
  real<lower=0> sigma;
}
model {
  beta ~ std_normal();
  sigma ~ lognormal(0, 1);
  y ~ normal_id_glm(centred, alpha, beta, sigma);
}
