model {
  simplex[3] x;
  array[2] cov_matrix[3] S;
  for (i in 1:2) { ordered[2] o; }
}
