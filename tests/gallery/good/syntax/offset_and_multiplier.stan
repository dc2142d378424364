parameters {
  real mu;
  real<lower=0> tau;
  real<offset=mu> a;
  real<multiplier=tau> b;
  real<offset=mu, multiplier=tau> c;
  real<multiplier=tau, offset=mu> d;
  vector<offset=mu, multiplier=tau>[3] v;
  row_vector<offset=1>[2] r;
  matrix<multiplier=2>[2, 2] m;
}
