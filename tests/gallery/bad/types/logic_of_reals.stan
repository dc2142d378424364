transformed data {
  int x = 1.5 && 2;
  int y = !1.5;
}
