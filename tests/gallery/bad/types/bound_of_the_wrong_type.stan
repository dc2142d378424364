data {
  vector[2] b;
  real<lower=b> x;
  vector<upper={1, 2}>[2] v;
  vector<offset=b, multiplier=1i>[2] w;
}
