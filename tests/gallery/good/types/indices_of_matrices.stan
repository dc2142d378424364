transformed data {
  matrix[3, 4] m;
  real x = m[1, 2];
  row_vector[4] r = m[1];
  row_vector[2] s = m[1, 1:2];
  vector[3] c = m[ : , 2];
  vector[2] d = m[{1, 3}, 2];
  matrix[2, 4] a = m[1:2];
  matrix[2, 2] b = m[1:2, {1, 4}];
  real y = m[1][2];
}
