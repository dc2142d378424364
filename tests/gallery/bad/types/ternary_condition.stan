transformed data {
  real x = 1.5 ? 1 : 2;
}
