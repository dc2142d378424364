data {
  int N;
}
transformed data {
  print(N);
  int M = N + 1;
  if (M > 2) {
    print(M);
    real x = 3;
    print(x);
  }
  real y;
  y = 2;
}
