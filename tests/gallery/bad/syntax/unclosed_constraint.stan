parameters {
  real<lower=0 x;
  real<lower=0;
  real<lower 0> y;
  real<lower=0, upper=1) z;
}
