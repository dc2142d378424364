functions {
  real foo_lupmf(int x) {
    return x;
  }
}
