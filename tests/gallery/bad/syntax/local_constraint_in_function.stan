functions {
  real f(real x) {
    real<lower=0> y = x;
    return y;
  }
}
