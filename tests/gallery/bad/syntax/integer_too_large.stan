transformed data {
  int a = 2147483648;
  int b = -2147483648;
  int c = 99999999999999999999;
}
