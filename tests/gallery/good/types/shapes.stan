transformed data {
  array[6] real a = to_array_1d(rep_matrix(1, 2, 3));
  vector[6] v = to_vector(a);
  matrix[2, 3] m = to_matrix(v, 2, 3);
  matrix[2, 3] n = to_matrix({{1, 2, 3}, {4, 5, 6}});
  array[2, 3] real b = to_array_2d(m);
  vector[12] w = append_row(v, v);
  matrix[2, 6] k = append_col(m, n);
  array[4] int c = append_array({1, 2}, {3, 4});
  array[2, 3, 1] vector[2] r = rep_array([1, 2]', 2, 3, 1);
  vector[2] h = head(v, 2) + tail(v, 2) + segment(v, 1, 2) + reverse(v)[1:2];
  array[2] int i = sort_indices_asc([1, 2]');
}
