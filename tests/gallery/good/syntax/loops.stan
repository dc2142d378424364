data {
  int N;
  array[N] real x;
}
transformed data {
  real s = 0;
  for (i in 1:N) s += x[i];
  for (i in 1:N) {
    for (j in i + 1:N - 1) {
      if (j > 3) break;
      if (i == j) continue;
      s += 1;
    }
  }
  for (y in x) s += y;
  for (y in {1, 2, 3}) { s += y; }
  for (y in [1, 2, 3]) s += y;
  while (s < 10) s += 1;
  while (1) {
    break;
  }
  for (i in (N > 1 ? 1 : 2):N) s += 1;
}
