functions {
  real foo_lpdf(int x) {
    return 1;
  }
  real bar_lpdf() {
    return 1;
  }
}
