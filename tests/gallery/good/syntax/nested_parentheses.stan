transformed data {
  real a = ((((((1))))));
  real b = (1 + (2 * (3 - (4 / (5.0 + (6))))));
  array[1, 1, 1] int c = {{{1}}};
  matrix[1, 1] d = [[(((1)))]];
  int e = -(-(-(-1)));
  int f = - - - -1;
  int g = !(!(!0));
}
