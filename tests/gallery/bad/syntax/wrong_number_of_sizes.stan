data {
  matrix[3] x;
  vector[2, 3] y;
  simplex[1, 2] s;
  cov_matrix[2, 2] S;
  cholesky_factor_cov[1, 2, 3] L;
  matrix[] m;
}
