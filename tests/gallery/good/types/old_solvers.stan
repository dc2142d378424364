functions {
  array[] real f(real t, array[] real y, array[] real theta, array[] real x_r, array[] int x_i) {
    return y;
  }
  array[] real fd(real t, array[] real y, array[] real theta, data array[] real x_r, data array[] int x_i) {
    return y;
  }
  vector a(vector y, vector theta, data array[] real x_r, data array[] int x_i) {
    return y;
  }
  real i(real x, real xc, array[] real theta, data array[] real x_r, data array[] int x_i) {
    return x;
  }
}
transformed data {
  array[0] real x_r;
  array[0] int x_i;
}
parameters {
  real mu;
}
model {
  array[2, 2] real y = integrate_ode_rk45(f, {mu, 2}, 0, {1, 2}, {mu}, x_r, x_i);
  y = integrate_ode_bdf(fd, {1, 2}, 0, {1, 2}, {mu}, x_r, x_i, 1e-6, 1e-6, 100);
  vector[2] x = algebra_solver(a, [1, 2]', [mu, 2]', x_r, x_i);
  x = algebra_solver_newton(a, [1, 2]', [mu, 2]', x_r, x_i, 1e-6, 1e-6, 100);
  target += integrate_1d(i, 0, mu, {mu}, x_r, x_i);
  target += integrate_1d(i, negative_infinity(), 1, {mu}, x_r, x_i, 1e-8);
  target += map_rect(a, x, {x, x}, {{1}, {2}}, {{1}, {2}});
}
