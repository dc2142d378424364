transformed data {
  array[2] real x = {1, 2};
  array[2] vector[2] y = {[1, 2]', [3, 4]'};
  matrix[2, 2] k = gp_exp_quad_cov(x, 1, 2) + gp_exp_quad_cov(y, 1, {1.0, 2.0}) + gp_matern32_cov(x, x, 1, 2) + gp_periodic_cov(x, 1, 2, 3);
}
