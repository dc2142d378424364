functions {
  real foo_lpmf(vector x) {
    return 1;
  }
}
