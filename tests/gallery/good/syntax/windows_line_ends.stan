data {
  int N; // one
  vector[N]
    y;
}
