data {
  int n;
}
parameters {
  real mu;
}
model {
  target += nromal_lpdf(mu | 0, 1);
}
