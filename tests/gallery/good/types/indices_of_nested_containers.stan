transformed data {
  array[2, 3] matrix[4, 5] x;
  real a = x[1, 2, 3, 4];
  row_vector[5] b = x[1, 2, 3];
  matrix[4, 5] c = x[1, 2];
  array[3] matrix[4, 5] d = x[1];
  array[2] vector[4] e = x[ : , 1, : , 5];
  array[2, 3] real f = x[ : , : , 1, 1];
  array[1, 2] row_vector[5] g = x[{2}, 1:2, 1];
}
