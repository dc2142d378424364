data {
  int N;
  N = 3;
  print(N);
  if (N > 1) N = 2;
  real x;
}
