model {
  double x = 3;
  float y;
  rael z;
}
