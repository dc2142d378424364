transformed data {
  real foo_lupdf = 1;
}
