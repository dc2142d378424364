functions {
  real f(real x);
  real f(data real x) {
    return 1;
  }
}
