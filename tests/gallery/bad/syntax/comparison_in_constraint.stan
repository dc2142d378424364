parameters {
  real<lower=a < b> x;
  real<lower=a ? 1 : 2> y;
  real<upper=a == 1> z;
  real<upper=1 || 2> w;
}
