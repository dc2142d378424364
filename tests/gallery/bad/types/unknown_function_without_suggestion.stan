data {
  int n;
}
parameters {
  real mu;
}
model {
  target += frobnicate(mu);
}
