transformed data {
  matrix[2, 3] m = rep_matrix(1, 2, 3);
  array[3] int d = {rows(m), cols(m), num_elements(m)};
  real s = sum(m) + mean(m) + sd(m) + max(m) + sum({1, 2}) + mean({1, 2});
  int t = sum({1, 2}) + max({1, 2}) + min(1, 2) + size(m) + size({{1}, {2}});
  array[2] int e = dims(m);
  real l = log_sum_exp([1, 2]') + log_sum_exp(1, 2) + log_sum_exp(m);
}
