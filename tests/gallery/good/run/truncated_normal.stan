// Measurements of which only those in an interval were kept.
data {
  int<lower=1> N;
  real L;
  real U;
  vector<lower=L, upper=U>[N] y;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
model {
  mu ~ normal(0, 2);
  sigma ~ normal(0, 1) T[0, ];
  for (n in 1 : N) y[n] ~ normal(mu, sigma) T[L, U];
}
