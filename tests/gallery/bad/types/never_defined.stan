functions {
  real f(int x);
}
