data {
  int n;
}
parameters {
  real mu;
}
model {
  identity_matrix(3) ~ normal(0, 1);
}
