transformed data {
  array[3] int a = {1, 2, 3};
  array[2, 2] real b = {{1, 2}, {3, 4.5}};
  row_vector[3] c = [1, 2, 3];
  matrix[2, 2] d = [[1, 2], [3, 4]];
  array[1] row_vector[2] e = {[1, 2]};
  row_vector[0] f = [];
  vector[2] g = [1, 2]';
  complex_row_vector[2] h = [1i, 2];
}
