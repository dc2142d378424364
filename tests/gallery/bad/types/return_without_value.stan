functions {
  real f() {
    return;
  }
}
