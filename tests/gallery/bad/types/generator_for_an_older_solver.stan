functions {
  vector f_rng(vector y, vector t, data array[] real r, data array[] int i) {
    return y;
  }
}
transformed data {
  vector[1] x = algebra_solver(f_rng, [1]', [1]', {1.0}, {1});
}
