data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ normal(0, sqrt);
}
