transformed data {
  real d = cov_exp_quad({1.0}, 1, 1)[1, 1];
  real a = multiply_log(1, 2);
  real b = binomial_coefficient_log(3, 2);
  real c = if_else(1, 2, 3);
}
