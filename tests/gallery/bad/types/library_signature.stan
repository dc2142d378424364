functions {
  vector sqrt(vector x) {
    return x;
  }
}
