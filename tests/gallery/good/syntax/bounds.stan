data {
  int<lower=0> N;
  int<lower=0, upper=N> n;
  int<upper=10> k;
  real<lower=0> a;
  real<upper=a> b;
  real<lower=-1, upper=1> c;
  real<upper=1, lower=-1> d;
  vector<lower=0>[N] v;
  row_vector<upper=2.5>[N] r;
  matrix<lower=0, upper=1>[N, 2] m;
}
