functions {
  int factorial_of(int n) {
    if (n <= 1) {
      return 1;
    }
    return n * factorial_of(n - 1);
  }
}
transformed data {
  int f = factorial_of(5);
}
