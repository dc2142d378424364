transformed data {
  real x;
  real y;
  (x, y) = (1, 2, 3);
}
