functions {
  vector f(real t, vector y, real a) {
    return a * y;
  }
  vector g(vector y, real t) {
    return y;
  }
  vector h_rng(real t, vector y) {
    return y;
  }
}
data {
  int n;
}
parameters {
  real mu;
}
model {
  array[1] vector[2] y = ode_bdf_tol(f, [1, 2]', 0, {1.0}, mu, 1e-6, 100, 2.5);
}
