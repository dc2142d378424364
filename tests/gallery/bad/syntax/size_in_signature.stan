functions {
  real f(vector[3] x, array[3] real y, matrix[2, 2] z) { return 1; }
  vector[3] g(real x) { return [x, x, x]'; }
  real h(real x[3]) { return 1; }
  real i(real[3] x) { return 1; }
}
