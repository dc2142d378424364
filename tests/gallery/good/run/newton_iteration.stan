// A root that a while loop finds, with a gradient through the loop.
functions {
  real cube_root(real a) {
    real x = a;
    int n = 0;
    while (n < 50) {
      n += 1;
      if (abs(x * x * x - a) < 1e-13) break;
      x -= (x * x * x - a) / (3 * x * x);
    }
    return x;
  }
}
data {
  real y;
}
parameters {
  real<lower=0.5> volume;
}
model {
  volume ~ gamma(3, 1);
  y ~ normal(cube_root(volume), 0.1);
}
