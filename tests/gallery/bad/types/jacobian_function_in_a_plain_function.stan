functions {
  real f_jacobian(real x) {
    jacobian += x;
    return x;
  }
  real g(real x) {
    return f_jacobian(x) + lower_bound_jacobian(x, 0);
  }
}
