data {
  int n;
}
parameters {
  real mu;
}
model {
  target += (1, 2);
  target += 1i;
}
