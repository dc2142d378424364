data {
  int n;
}
parameters {
  real mu;
}
model {
  real s = undeclared_one;
  int k = 2.5;
  mu ~ nromal(s, k);
  for (i in 1:n) {
    mu = i;
  }
  break;
}
