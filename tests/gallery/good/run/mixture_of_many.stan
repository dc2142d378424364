// A mixture with weights on a simplex.
data {
  int<lower=1> N;
  int<lower=1> K;
  vector[N] y;
}
parameters {
  simplex[K] theta;
  ordered[K] mu;
  real<lower=0> sigma;
}
model {
  vector[K] log_theta = log(theta);
  theta ~ dirichlet(rep_vector(2, K));
  mu ~ normal(0, 4);
  sigma ~ gamma(2, 2);
  for (n in 1 : N) {
    vector[K] lps = log_theta;
    for (k in 1 : K) lps[k] += normal_lpdf(y[n] | mu[k], sigma);
    target += log_sum_exp(lps);
  }
}
