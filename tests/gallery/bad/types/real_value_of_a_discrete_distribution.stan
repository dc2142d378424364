data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ poisson(3);
}
