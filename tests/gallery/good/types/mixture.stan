data {
  int n;
  vector[n] y;
}
parameters {
  real<lower=0, upper=1> p;
  ordered[2] mu;
}
model {
  for (i in 1:n) {
    target += log_mix(p, normal_lpdf(y[i] | mu[1], 1), normal_lpdf(y[i] | mu[2], 1));
  }
  vector[2] lp = [log(p), log1m(p)]';
  target += log_sum_exp(lp);
}
