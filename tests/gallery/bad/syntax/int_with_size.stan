data {
  int[3] x;
  real[2] y;
}
