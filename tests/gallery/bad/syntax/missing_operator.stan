model {
  y ~ normal(mu sigma);
  x = 2 y;
  x = a b + c;
  z = (1 2);
}
