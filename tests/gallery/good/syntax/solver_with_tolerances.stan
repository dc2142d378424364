functions {
  vector rhs(real t, vector y, data array[] int n, vector theta) {
    return theta[1] * y;
  }
}
parameters {
  vector[1] theta;
}
transformed parameters {
  array[3] vector[1] y = ode_bdf_tol(rhs, [1.0]', 0, {1, 2, 3}, 1e-6, 1e-6, 1000, {1}, theta);
}
