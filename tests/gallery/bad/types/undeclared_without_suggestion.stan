data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ normal(location, 1);
}
