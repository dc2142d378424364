data {
  int n;
}
parameters {
  real mu;
}
model {
  int k = to_int(mu);
}
