parameters {
  real mu;
}
transformed parameters {
  target += mu;
}
