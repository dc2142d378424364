transformed data {
  array[3] real a = {1, 2.5, 3};
  array[2, 2] real b = {{1, 2}, {1.5, 2.5}};
  array[2] complex c = {1, 2i};
  row_vector[2] r = [1, 2.5];
  complex_row_vector[2] s = [1, 2i];
  matrix[2, 2] m = [[1, 2], [3.5, 4]];
  complex_matrix[2, 2] k = [[1, 2], [3i, 4]];
  row_vector[0] e = [];
}
