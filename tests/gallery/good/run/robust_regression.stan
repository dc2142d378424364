// A regression with Student errors whose degrees of freedom are bounded on both sides.
data {
  int<lower=0> N;
  vector[N] x;
  vector[N] y;
}
parameters {
  real alpha;
  real beta;
  real<lower=0> sigma;
  real<lower=1, upper=50> nu;
}
model {
  nu ~ gamma(2, 0.1);
  sigma ~ cauchy(0, 2.5);
  y ~ student_t(nu, alpha + beta * x, sigma);
}
