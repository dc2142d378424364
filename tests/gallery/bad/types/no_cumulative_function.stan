data {
  int n;
}
parameters {
  real mu;
}
model {
  target += lkj_corr_lcdf(identity_matrix(3) | 1);
}
