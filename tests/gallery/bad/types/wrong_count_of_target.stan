transformed data {
  real x = 1;
  x = e(1, 2);
}
