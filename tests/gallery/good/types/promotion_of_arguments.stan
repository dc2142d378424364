functions {
  real f(real x, array[] real y, complex z) {
    return x + y[1] + get_real(z);
  }
}
transformed data {
  real x = f(1, {1, 2}, 3);
  x = f(1.5, {1.5}, 2i);
}
