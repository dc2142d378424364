transformed data {
  int a = 1 @ 2;
  int b = 1 & 2;
  int c = $x;
  int d = x . y;
  int e = `1`;
}
