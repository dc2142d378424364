functions {
  real f(data real x) {
    return x;
  }
  real g(real x) {
    real local = 1;
    return f(x) + f(local) + f(2);
  }
}
