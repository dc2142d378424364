data {
  int n;
}
parameters {
  real mu;
}
model {
  real x = normal_rng(0, 1);
}
