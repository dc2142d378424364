functions {
  void f() {
    return 1;
  }
}
