functions {
  real twice_normal_lpdf(real y, real mu) {
    return 2 * normal_lpdf(y | mu, 1);
  }
  real coin_lpmf(int n, real p) {
    return bernoulli_lpmf(n | p);
  }
  real coin_lcdf(int n, real p) {
    return bernoulli_lcdf(n | p);
  }
  real coin_lccdf(int n, real p) {
    return bernoulli_lccdf(n | p);
  }
  real coin_cdf(int n, real p) {
    return bernoulli_cdf(n | p);
  }
  real coin_rng(real p) {
    return bernoulli_rng(p);
  }
  void prior_lp(real x) {
    x ~ normal(0, 1);
    target += -x;
  }
}
parameters {
  real mu;
}
model {
  mu ~ twice_normal(0);
  target += twice_normal_lpdf(mu | 0);
  target += coin_lpmf(1 | 0.5);
  prior_lp(mu);
}
generated quantities {
  real c = coin_rng(0.5);
}
