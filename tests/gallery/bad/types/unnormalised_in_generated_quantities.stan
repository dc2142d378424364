generated quantities {
  real x = normal_lupdf(1 | 0, 1);
}
