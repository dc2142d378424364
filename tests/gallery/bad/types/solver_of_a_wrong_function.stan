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
transformed data {
  array[1] vector[2] y = ode_rk45(g, [1, 2]', 0, {1.0});
}
