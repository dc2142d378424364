functions {
  matrix k(real a, int n) {
    return identity_matrix(n) * a;
  }
  real l(vector theta, array[] int y) {
    return sum(theta);
  }
}
data {
  array[3] int y;
}
parameters {
  real mu;
}
model {
  target += laplace_marginal(l, y, 1, k, (mu, 3));
  target += laplace_marginal(l, (y, 1), 1, k, (mu, 3));
  target += laplace_marginal(l, (y, ), 1.5, k, (mu, [3]));
  target += laplace_marginal(1, (y, ), 1, k, (mu, 3));
  target += laplace_marginal(l, (y, ));
}
