functions {
  real f(int x);
  real f(int x);
  real f(int x) {
    return 1;
  }
}
