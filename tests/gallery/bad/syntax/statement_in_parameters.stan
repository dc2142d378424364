parameters {
  real x;
  x ~ normal(0, 1);
}
