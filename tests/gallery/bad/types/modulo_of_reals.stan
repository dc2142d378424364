transformed data {
  int x = 5 % 2.0;
  int y = 5 %/% 2.0;
}
