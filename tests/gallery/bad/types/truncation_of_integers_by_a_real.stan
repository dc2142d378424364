data {
  int n;
}
parameters {
  real mu;
}
model {
  n ~ poisson(3) T[0.5, ];
}
