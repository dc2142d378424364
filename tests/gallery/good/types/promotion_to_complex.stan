transformed data {
  complex z = 1.5;
  complex_vector[2] v = [1, 2]';
  complex_row_vector[2] r = [1, 2];
  complex_matrix[1, 2] m = [[1, 2]];
  array[2] complex a = {1, 2.5};
  a = {1, 2};
}
