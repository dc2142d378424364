data {
  int N;
  int x[N];
  real<lower=0> y[N, 3];
  vector[3] z[N];
  real a, b[2];
}
