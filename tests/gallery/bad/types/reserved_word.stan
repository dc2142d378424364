transformed data {
  real until = 1;
}
