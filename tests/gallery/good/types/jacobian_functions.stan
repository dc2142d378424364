functions {
  real f_jacobian(real x) {
    jacobian += x;
    return exp(x);
  }
}
parameters {
  real x;
}
transformed parameters {
  real y = f_jacobian(x);
  real z = lower_bound_jacobian(x, 0) + target();
  jacobian += x;
  jacobian += [x, 1];
}
