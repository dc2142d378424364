data {
  int K;
}
parameters {
  ordered[K] a;
  positive_ordered[K] b;
  simplex[K] c;
  unit_vector[K] d;
  sum_to_zero_vector[K] e;
  sum_to_zero_matrix[K, 2] f;
  column_stochastic_matrix[K, 3] g;
  row_stochastic_matrix[K, 3] h;
  cholesky_factor_cov[K] i;
  cholesky_factor_cov[K + 1, K] j;
  cholesky_factor_corr[K] k;
  cov_matrix[K] l;
  corr_matrix[K] m;
}
