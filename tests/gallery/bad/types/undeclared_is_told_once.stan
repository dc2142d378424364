data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ normal(location, 1);
  mu ~ normal(location, 2);
  target += location * location;
}
