data {
  int n;
}
parameters {
  real mu;
}
model {
  target += mu(1);
}
