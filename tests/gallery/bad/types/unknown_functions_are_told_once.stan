data {
  int n;
}
parameters {
  real mu;
}
model {
  target += frobnicate_lpdf(mu, 1);
  real x = frobnicate_rng(1);
}
