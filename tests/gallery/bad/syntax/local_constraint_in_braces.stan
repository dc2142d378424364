transformed parameters {
  {
    real<lower=0> y = 1;
  }
}
