model {
  y ~ normal(0, 1) T[1];
  y ~ normal(0, 1) T(0, 1);
  y ~ normal(0, 1) T;
  y ~ normal(0, 1) T[0, 1;
  y ~ normal(0, 1) T[1 2];
  y ~ normal(0, 1) [0, 1];
}
