functions {
  vector decay(real t, vector y, real rate) {
    return -rate * y;
  }
  real partial(array[] int slice, int start, int end, real p) {
    return bernoulli_lpmf(slice | p);
  }
}
data {
  int N;
  array[N] int k;
}
parameters {
  real<lower=0> rate;
  real<lower=0, upper=1> p;
}
transformed parameters {
  array[2] vector[1] y = ode_rk45(decay, [1]', 0.0, {1.0, 2.0}, rate);
}
model {
  target += reduce_sum(partial, k, 1, p);
}
