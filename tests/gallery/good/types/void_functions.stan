functions {
  void f(real x) {
    if (x > 1) {
      return;
    }
    print("x = ", x);
  }
  void g() {
    f(1);
    f(2.5);
  }
}
