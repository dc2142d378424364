data {
  int N;
  vector[N] y;
}
parameters {
  real mu;
}
model {
  y ~ normal(mu, 1);
}
generated quantities {
  array[N] real y_rep = normal_rng(rep_vector(mu, N), 1);
  int<lower=0, upper=1> larger = max(y_rep) > max(y);
  simplex[2] s = [0.5, 0.5]';
  array[2] cov_matrix[2] S;
  for (i in 1:2) {
    S[i] = identity_matrix(2);
  }
}
