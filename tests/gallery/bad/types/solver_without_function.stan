transformed data {
  array[1] vector[2] y = ode_rk45(1, [1, 2]', 0, {1.0});
  array[1] vector[2] z = ode_rk45();
}
