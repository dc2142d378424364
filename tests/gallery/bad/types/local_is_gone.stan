transformed data {
  {
    real y = 1;
  }
  real z = y;
}
