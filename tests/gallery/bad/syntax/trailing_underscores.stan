parameters {
  real x__;
  real y_;
}
