data {
  int;
  real = 3;
  real 3x;
  real x y;
  int<lower=0>;
}
