parameters {
  real<lower=0> x;
}
model {
  x ~ normal(0, 1) T[0, ];
  x ~ normal(0, 1) T[, 10];
  x ~ normal(0, 1) T[0, 2 * 5];
  x ~ normal(0, 1) T[,];
}
