data {
  int N;
  array[N] int k;
  vector[N] y;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
model {
  y ~ normal(mu, sigma);
  y[1] ~ normal(mu + 1, 2 * sigma);
  k ~ poisson(exp(mu));
  1 ~ poisson(3);
  (y + 1) ~ normal(0, 1);
  y .* y ~ normal(0, 1);
  to_vector(k) ~ std_normal();
}
