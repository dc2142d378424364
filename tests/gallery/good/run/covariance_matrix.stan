// A covariance matrix as a parameter.
data {
  int<lower=1> N;
  array[N] vector[2] y;
}
parameters {
  cov_matrix[2] Sigma;
}
model {
  y ~ multi_normal(rep_vector(0, 2), Sigma);
  Sigma ~ inv_wishart(4, identity_matrix(2));
}
