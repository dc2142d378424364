transformed data {
  real x__ = 1;
}
