data {
  int n;
}
parameters {
  real mu;
}
model {
  jacobian += mu;
}
