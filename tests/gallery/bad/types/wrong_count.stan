transformed data {
  real x = sqrt(1, 2);
}
