data {
  int n;
}
parameters {
  real mu;
}
model {
  real x = get_lp();
}
