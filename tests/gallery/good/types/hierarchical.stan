data {
  int<lower=1> n;
  int<lower=1> groups;
  array[n] int<lower=1, upper=groups> group;
  vector[n] x;
  array[n] int<lower=0> y;
}
parameters {
  real mu;
  real<lower=0> tau;
  vector<offset=mu, multiplier=tau>[groups] alpha;
  real beta;
}
model {
  tau ~ student_t(3, 0, 1);
  alpha ~ normal(mu, tau);
  y ~ poisson_log(alpha[group] + beta * x);
}
generated quantities {
  array[n] int replicated = poisson_log_rng(alpha[group] + beta * x);
  vector[n] log_lik;
  for (i in 1:n) {
    log_lik[i] = poisson_log_lpmf(y[i] | alpha[group[i]] + beta * x[i]);
  }
}
