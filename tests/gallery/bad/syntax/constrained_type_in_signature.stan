functions {
  real f(simplex x, cov_matrix y) { return 1; }
  ordered g() { return [1]'; }
}
