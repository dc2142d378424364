functions {
  real f_lp(real x) {
    x ~ normal(0, 1);
    target += x + target();
    return x;
  }
  void g_lp(real x) {
    real y = f_lp(x);
    target += normal_lpdf(y | 0, 1);
  }
}
