transformed data {
  tuple(real, real) t = (1, 2);
  real x = -t;
  real y = 2';
}
