data {
  int N;
  vector[N] y;
}
parameters {
  ordered[2] mu;
  real<lower=0, upper=1> theta;
}
model {
  for (n in 1:N) {
    target += log_mix(theta, normal_lpdf(y[n] | mu[1], 1), normal_lpdf(y[n] | mu[2], 1));
  }
}
