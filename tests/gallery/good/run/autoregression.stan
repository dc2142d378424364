// A series in which each value depends on the one before.
data {
  int<lower=2> N;
  vector[N] y;
}
parameters {
  real alpha;
  real<lower=-1, upper=1> beta;
  real<lower=0> sigma;
}
model {
  y[2 : N] ~ normal(alpha + beta * y[1 : N - 1], sigma);
  sigma ~ weibull(2, 1);
}
generated quantities {
  vector[N] path;
  path[1] = y[1];
  for (n in 2 : N) path[n] = normal_rng(alpha + beta * path[n - 1], sigma);
}
