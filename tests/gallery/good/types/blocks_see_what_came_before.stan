data {
  int<lower=0> n;
  vector<lower=0, upper=n>[n] x;
}
transformed data {
  int m = n + 1;
  array[m] real s;
  for (i in 1:m) {
    s[i] = i;
  }
}
parameters {
  real<lower=m> a;
  real<lower=a, upper=a + 1> b;
  vector<offset=x, multiplier=b>[n] c;
  array[m] vector<lower=0>[n] d;
}
transformed parameters {
  real e = a + b;
  matrix[n, m] f;
  f[1, 1] = e;
}
model {
  real g = e;
  c ~ normal(g, f[1, 1]);
}
generated quantities {
  real h = e + a;
  int k = m;
  k = 3;
}
