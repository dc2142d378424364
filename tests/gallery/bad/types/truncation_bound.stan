data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1) T[identity_matrix(2), ];
}
