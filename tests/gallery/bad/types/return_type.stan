functions {
  int f() {
    return 2.5;
  }
}
