functions {
  real sqrt(tuple(real, real) x) {
    return sqrt(x.1) + sqrt(2);
  }
  real normal_lpdf(tuple(real, real) x, real m) {
    return normal_lpdf(x.1 | m, 1);
  }
}
