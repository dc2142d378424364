functions {
  int foo_lpmf(int x) {
    return 1;
  }
  vector foo_lcdf(vector x) {
    return x;
  }
}
