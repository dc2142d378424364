// A population size between known bounds, with lgamma for the binomial coefficient.
data {
  int<lower=0> M;
  int<lower=0> C;
  int<lower=0, upper=min(M, C)> R;
}
parameters {
  real<lower=C - R + M> N;
}
model {
  target += lchoose(M, R) + lgamma(N - M + 1) - lgamma(N - M - (C - R) + 1) - lgamma(C - R + 1);
  target += -(lgamma(N + 1) - lgamma(C + 1) - lgamma(N - C + 1));
  N ~ exponential(0.01);
}
