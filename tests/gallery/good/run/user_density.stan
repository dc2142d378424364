// A density of the user and its logarithm of a sum, with a recursion.
functions {
  real triangle_lpdf(vector x, real centre) {
    real lp = 0;
    for (n in 1 : size(x)) lp += log1m(fabs_of(x[n] - centre) / 10) - log(10);
    return lp;
  }
  real fabs_of(real x) {
    return x < 0 ? -x : x;
  }
  int factorial(int n) {
    if (n <= 1) return 1;
    return n * factorial(n - 1);
  }
}
data {
  int<lower=0> N;
  vector[N] y;
}
parameters {
  real<lower=-3, upper=3> mu;
}
model {
  y ~ triangle(mu);
  target += -log(factorial(N));
}
