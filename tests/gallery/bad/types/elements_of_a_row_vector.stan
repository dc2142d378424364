transformed data {
  vector[2] v;
  matrix[2, 2] x = [v, v];
  row_vector[2] y = [1, {2}];
}
