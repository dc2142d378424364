// Eight schools (Rubin 1981): effect j of the coaching is normal(mu, tau) and is measured with error sigma[j].
// The effects are written as mu + tau * theta_raw (non-centred), which chains move through with ease.
data {
  int<lower=0> J;
  vector[J] y;
  vector<lower=0>[J] sigma;
}
parameters {
  real mu; // mean effect, points
  real<lower=0> tau; // its spread among schools, points
  vector[J] theta_raw; // the effects in units of the spread
}
transformed parameters {
  vector[J] theta = mu + tau * theta_raw;
}
model {
  mu ~ normal(0, 5);
  tau ~ cauchy(0, 5);
  theta_raw ~ std_normal();
  y ~ normal(theta, sigma);
}
generated quantities {
  vector[J] log_lik;
  for (j in 1:J) {
    log_lik[j] = normal_lpdf(y[j] | theta[j], sigma[j]);
  }
}
