// Draws a logistic regression: coefficients, predictors (the first is 1 throughout) and outcomes. logistic.json was
// drawn by configs/logistic_data.toml.
data {
  int<lower=1> N;
  int<lower=1> K;
  real<lower=0> spread; // standard deviation of the coefficients
}
generated quantities {
  vector[K] beta = to_vector(normal_rng(rep_vector(0, K), spread));
  matrix[N, K] X;
  array[N] int<lower=0, upper=1> y;
  for (i in 1 : N) {
    X[i, 1] = 1;
    for (k in 2 : K) {
      X[i, k] = round(100 * std_normal_rng()) / 100;
    }
    y[i] = bernoulli_logit_rng(X[i] * beta);
  }
}
