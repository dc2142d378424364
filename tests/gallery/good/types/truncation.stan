data {
  int n;
  vector[3] y;
}
parameters {
  real mu;
}
model {
  mu ~ normal(0, 1) T[0, ];
  mu ~ normal(0, 1) T[ , 2];
  mu ~ normal(0, 1) T[0, 2];
  mu ~ normal(0, 1) T[ , ];
  n ~ poisson(3) T[1, ];
  n ~ poisson(3) T[1, 10];
  y ~ normal(mu, 1) T[0, ];
  y ~ normal(mu, 1) T[0, 2];
  y ~ normal(y, 1) T[mu, ];
  y ~ normal(y, 1) T[0, 2];
  mu ~ normal(y, 1) T[0, 2];
}
