// Two effects for each group, with a correlation through its Cholesky factor.
data {
  int<lower=1> J;
  array[J] vector[2] y;
}
parameters {
  cholesky_factor_corr[2] L;
  vector<lower=0>[2] tau;
  vector[2] mu;
}
model {
  L ~ lkj_corr_cholesky(2);
  tau ~ exponential(1);
  mu ~ normal(0, 2);
  y ~ multi_normal_cholesky(mu, diag_pre_multiply(tau, L));
}
generated quantities {
  matrix[2, 2] Omega = multiply_lower_tri_self_transpose(L);
}
