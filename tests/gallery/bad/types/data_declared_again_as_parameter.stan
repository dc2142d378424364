data {
  int n;
}
parameters {
  real mu;
  real n;
}
model {
  mu ~ normal(0, 1);
}
