parameters {
  real _x;
}
