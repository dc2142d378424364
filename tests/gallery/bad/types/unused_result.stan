functions {
  real f(real x) {
    return x;
  }
  void g() {
    f(1);
  }
}
