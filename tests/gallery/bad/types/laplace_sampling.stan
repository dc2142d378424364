data {
  array[3] int y;
}
parameters {
  real mu;
}
model {
  y ~ laplace_marginal_poisson_log(1);
}
