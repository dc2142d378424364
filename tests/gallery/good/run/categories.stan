// A softmax over several categories, its last one pinned.
data {
  int<lower=2> K;
  int<lower=1> N;
  array[N] int<lower=1, upper=K> y;
  vector[N] x;
}
parameters {
  vector[K - 1] alpha_raw;
  vector[K - 1] beta_raw;
}
transformed parameters {
  vector[K] alpha = append_row(alpha_raw, 0);
  vector[K] beta = append_row(beta_raw, 0);
}
model {
  alpha_raw ~ normal(0, 2);
  beta_raw ~ normal(0, 2);
  for (n in 1 : N) y[n] ~ categorical_logit(alpha + beta * x[n]);
}
generated quantities {
  simplex[K] share = softmax(alpha);
}
