model {
  y ~ normal;
  y ~ ;
  y ~ 3;
  y ~ normal(0, 1) + 2;
  ~ normal(0, 1);
  y ~ real(2);
  y ~~ normal(0, 1);
}
