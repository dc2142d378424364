transformed parameters {
  real x = jacobian;
  jacobian = 2;
  x = jacobian();
}
