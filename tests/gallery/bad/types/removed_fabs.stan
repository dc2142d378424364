data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ normal(fabs(n), 1);
}
