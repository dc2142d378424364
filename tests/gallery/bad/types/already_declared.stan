transformed data {
  real x;
  vector[2] x;
}
