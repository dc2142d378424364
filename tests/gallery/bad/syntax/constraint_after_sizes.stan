parameters {
  vector[3]<lower=0> x;
  real y;
}
