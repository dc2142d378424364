functions {
  real f(int x) {
    return 1;
  }
  real f(int y) {
    return 2;
  }
}
