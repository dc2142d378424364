// A transform of the user in the transformed parameters, with its Jacobian.
functions {
  real positive_jacobian(real x) {
    jacobian += x;
    return exp(x);
  }
}
parameters {
  real x;
}
transformed parameters {
  real<lower=0> y = positive_jacobian(x);
  jacobian += 0.5 * x;
}
model {
  y ~ gamma(3, 2);
}
