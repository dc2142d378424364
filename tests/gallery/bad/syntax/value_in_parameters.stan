parameters {
  real x = 3;
}
