parameters {
  real x;
}
transformed parameters {
  real y;
  y = 1;
  x = 1;
}
model {
  x = 1;
  y = 2;
}
