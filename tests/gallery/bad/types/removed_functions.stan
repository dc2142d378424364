transformed data {
  real a = multiply_log(1, 2);
  real b = binomial_coefficient_log(3, 2);
  real c = if_else(1, 2, 3);
}
