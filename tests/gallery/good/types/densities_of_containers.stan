data {
  int n;
  array[n] real y;
  array[n] int k;
}
parameters {
  real mu;
  vector[n] x;
}
model {
  y ~ normal(mu, 1);
  y ~ normal(to_array_1d(x), x);
  mu ~ normal(x, 1);
  k ~ poisson(exp(x));
  k ~ binomial(10, inv_logit(to_array_1d(x)));
  k ~ bernoulli_logit(x');
  3 ~ poisson(2);
  x ~ multi_normal(rep_vector(0, n), identity_matrix(n));
  rep_array(x, 2) ~ multi_normal_cholesky(x', identity_matrix(n));
  x ~ std_normal();
  k[1] ~ categorical(softmax(x));
  k ~ ordered_logistic(x, x);
  k ~ bernoulli_logit_glm(rep_matrix(1, n, n), mu, x);
}
