transformed data {
  real x = inc_beta(1, 2);
}
