transformed data {
  vector[2] v;
  int x = v == v;
  int y = 1i < 2;
}
