transformed data {
  vector[3] v = exp([1, 2, 3]');
  array[2] real a = log({1, 2});
  array[2, 2] real b = sqrt({{1, 2}, {3, 4}});
  matrix[2, 2] m = inv_logit([[1, 2], [3, 4]]);
  int k = abs(-2);
  real x = abs(-2.5);
  real y = exp(1);
  vector[3] w = fmax(v, 2);
  array[2] real c = pow({1, 2}, 2.5);
  vector[2] bes = bessel_first_kind({1, 2}, [1, 2]');
}
