transformed data {
  real x = normal_lpdf(1 | 0, 1) + exp(1) + lgamma(3) + 2 ^ -1;
  vector[3] v = rep_vector(0, 3);
  array[2] real y = normal_rng(0, {1, 2});
  real z = mean({1, 2}) + quantile({1, 2, 3}, 0.5) + dot_self([1, 2]);
  int k = to_int(2.5) + int_step(1.5) + num_elements({1});
}
