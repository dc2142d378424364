transformed data {
  real x = 1;
}
model {
  x = 2;
}
