functions {
  real f(real x) {
    return x;
  }
  real f(vector x) {
    return sum(x);
  }
  real f(real x, real y) {
    return x + y;
  }
}
transformed data {
  real a = f(1.0) + f([1, 2]') + f(1, 2);
}
