data {
  real x;
  real f(real x) {
    return x;
  }
  real y
}
