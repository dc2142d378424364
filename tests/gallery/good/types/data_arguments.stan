functions {
  real f(data real x, data array[] int k, real y) {
    return x * y;
  }
  real g(data vector x, int k, real y) {
    return f(x[1], {k, 2}, y) + f(k, {1}, 2);
  }
}
