transformed data {
  real x = frobnicate(y);
}
