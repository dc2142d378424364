functions {
  real f(real<lower=0> x) { return x; }
  real<lower=0> g(real x) { return x; }
}
