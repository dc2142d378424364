transformed data {
  real a = 1 + 2 - 3 * 4.0 / 5;
  int b = 7 %/% 2 + 7 % 3;
  real c = 2 ^ 3 ^ 2;
  real d = -2 ^ 2;
  real e = 2 ^ -1;
  real f = 2 ^ -3 ^ 2;
  real g = -(-1) - -1 + +1;
  real h = 1 - (2 - 3) - 4;
  int i = 2 * 3 %/% 2 * 4;
  int j = !1 + 1;
  int k = -1 %/% 2;
}
