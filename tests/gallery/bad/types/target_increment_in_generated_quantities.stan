parameters {
  real mu;
}
generated quantities {
  target += mu;
}
