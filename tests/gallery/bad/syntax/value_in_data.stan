data {
  int N = 3;
  real x, y = 2;
}
