functions {
  int f() {
    return 1;
  }
}
