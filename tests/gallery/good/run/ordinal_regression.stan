// Answers on an ordered scale, with cut points.
data {
  int<lower=2> K;
  int<lower=1> N;
  array[N] int<lower=1, upper=K> y;
  vector[N] x;
}
parameters {
  real beta;
  ordered[K - 1] c;
}
model {
  c ~ normal(0, 3);
  y ~ ordered_logistic(x * beta, c);
}
