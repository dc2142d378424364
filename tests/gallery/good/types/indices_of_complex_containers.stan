transformed data {
  complex_matrix[3, 4] m;
  complex_vector[3] c = m[ : , 1];
  complex_row_vector[4] r = m[1];
  complex z = m[1, 2] + c[1] + r[2];
}
