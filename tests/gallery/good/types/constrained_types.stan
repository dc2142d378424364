data {
  int n;
  simplex[n] a;
  cov_matrix[n] b;
}
parameters {
  ordered[n] c;
  positive_ordered[n] d;
  unit_vector[n] f;
  sum_to_zero_vector[n] g;
  cholesky_factor_corr[n] h;
  cholesky_factor_cov[n] i;
  cholesky_factor_cov[n, 2] j;
  corr_matrix[n] k;
  array[2, n] simplex[3] l;
  sum_to_zero_matrix[n, 3] m;
  column_stochastic_matrix[n, 3] o;
  row_stochastic_matrix[n, 3] p;
}
transformed parameters {
  vector[n] q = a + c + d + f + g;
  matrix[n, n] r = b * h + i + k;
  vector[3] s = l[1, 1];
}
