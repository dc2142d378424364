data {
  int<offset=1> x;
  int<multiplier=2> y;
}
