data {
  int n;
}
parameters {
  real mu;
}
model {
  profile("prior") {
    real x = mu;
    mu ~ normal(0, 1);
  }
  profile("likelihood") {
    real x = mu;
    target += x;
  }
}
