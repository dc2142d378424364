parameters {
  real<min=0> x;
  real<> y;
  real<0> z;
  real<lower=0, max=1> w;
}
