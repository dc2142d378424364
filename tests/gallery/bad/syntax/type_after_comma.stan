data {
  int a, real b;
  int c;
}
