data {
  int n;
  array[n] int index;
  matrix[n, n] x;
}
parameters {
  vector[n] beta;
}
model {
  x[index] * beta ~ normal(0, 1);
  x[index, 1:2] * beta[1:2] ~ normal(beta[index], 1);
  x[1, index] ~ normal(x[index, 1], x[2]);
}
