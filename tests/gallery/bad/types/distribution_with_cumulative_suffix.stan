data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ normal_lcdf(0, 1);
}
