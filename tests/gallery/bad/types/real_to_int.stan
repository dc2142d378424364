transformed data {
  int n = 2.5;
  n = n * 1.0;
}
