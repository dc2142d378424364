data {
  int n;
}
parameters {
  real mu;
}
model {
  identity_matrix(3) ~ lkj_corr(1) T[0, ];
}
