data {
  int n;
  real x;
  complex z;
  vector[3] v;
  row_vector[3] r;
  matrix[2, 3] m;
  complex_vector[3] zv;
  complex_row_vector[3] zr;
  complex_matrix[2, 3] zm;
}
