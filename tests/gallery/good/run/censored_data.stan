// Some lifetimes are only known to be longer than the study.
data {
  int<lower=0> N_observed;
  int<lower=0> N_censored;
  vector<lower=0>[N_observed] t;
  real<lower=0> end;
}
parameters {
  real<lower=0> shape;
  real<lower=0> scale;
}
model {
  shape ~ gamma(2, 1);
  scale ~ lognormal(1, 1);
  t ~ weibull(shape, scale);
  target += N_censored * weibull_lccdf(end | shape, scale);
}
