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
  array[3] int index;
}
parameters {
  real mu;
}
model {
  target += laplace_marginal(l, (y, ), 1, k, (mu, 3));
  target += laplace_marginal_tol(l, (y, ), 1, k, (1, 3), ([1, 2, 3]', 1e-6, 100, 1, 10, 1));
  target += laplace_marginal_poisson_log_lpmf(y | index, [1, 2, 3]', 1, k, (mu, 3));
  target += laplace_marginal_tol_neg_binomial_2_log_lpmf(y | index, 1.5, [1, 2, 3]', 1, k, (mu, 3), generate_laplace_options(3));
}
generated quantities {
  vector[3] theta = laplace_latent_rng(l, (y, ), 1, k, (mu, 3));
  vector[3] eta = laplace_latent_bernoulli_logit_rng(y, index, [1, 2, 3]', 1, k, (mu, 3));
}
