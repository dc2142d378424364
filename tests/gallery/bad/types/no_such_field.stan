transformed data {
  tuple(int, real) t = (1, 2.5);
  real x = t.3;
}
