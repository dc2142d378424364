// Parameters that are correlation matrices and Cholesky factors.
parameters {
  corr_matrix[3] Omega;
  cholesky_factor_corr[3] L;
  cholesky_factor_cov[3, 2] M;
}
model {
  Omega ~ lkj_corr(1.5);
  L ~ lkj_corr_cholesky(2);
  to_vector(M) ~ normal(0, 1);
}
generated quantities {
  real log_volume = log_determinant(Omega);
}
