// Eight schools (Rubin 1981) with the schools' effects integrated out: effect j is normal(mu, tau)
// and is measured with error sigma[j], so y[j] is normal(mu, sqrt(sigma[j]^2 + tau^2)).
data {
  int<lower=0> J;
  vector[J] y;
  vector<lower=0>[J] sigma;
}
parameters {
  real mu; // mean effect of the coaching, points
  real<lower=0> tau; // its spread among schools, points
}
model {
  mu ~ normal(0, 5);
  tau ~ cauchy(0, 5);
  y ~ normal(mu, sqrt(square(sigma) + square(tau)));
}
generated quantities {
  vector[J] theta; // the schools' effects given mu and tau
  {
    vector[J] precision = inv_square(sigma) + inv_square(tau);
    vector[J] mean_effect = (y ./ square(sigma) + mu / square(tau)) ./ precision;
    theta = to_vector(normal_rng(mean_effect, inv_sqrt(precision)));
  }
}
