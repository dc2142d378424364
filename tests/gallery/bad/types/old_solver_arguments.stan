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
  vector[2] x = algebra_solver(f, [1, 2]', [1, 2]', {1.0}, {1});
  vector[2] y = algebra_solver(1, [1, 2]', [1, 2]', {1.0}, {1});
}
