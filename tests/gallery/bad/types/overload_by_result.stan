functions {
  real f(int x) {
    return 1;
  }
  int f(int x) {
    return 1;
  }
}
