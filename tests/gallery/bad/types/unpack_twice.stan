transformed data {
  real x;
  (x, x) = (1, 2);
}
