functions {
  real positive_jacobian(real x) {
    jacobian += x;
    return exp(x);
  }
}
parameters {
  real log_sigma;
}
transformed parameters {
  real sigma = exp(log_sigma);
  jacobian += log_sigma;
  real tau = positive_jacobian(log_sigma);
}
