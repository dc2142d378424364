functions {
  void f(real x) {
    print(x);
  }
  real g() {
    return f(1);
  }
}
