transformed data {
  real x = target();
}
