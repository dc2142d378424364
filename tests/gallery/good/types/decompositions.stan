transformed data {
  matrix[2, 2] m = identity_matrix(2);
  tuple(matrix[2, 2], vector[2], matrix[2, 2]) s = svd(m);
  tuple(complex_matrix[2, 2], complex_vector[2]) e = eigendecompose(m);
  tuple(matrix[2, 2], vector[2]) f = eigendecompose_sym(m);
  vector[2] values = eigenvalues_sym(m);
  complex_vector[2] c = eigenvalues(m);
  matrix[2, 2] l = cholesky_decompose(m) * mdivide_left_tri_low(m, m);
  real d = log_determinant(m) + quad_form(m, [1, 2]') + trace(m);
}
