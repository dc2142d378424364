transformed data {
  int a = 7 %/% 2 + 7 % 2 * -3;
  int b = 7 / 2;
  real c = 7 / 2.0 + 2 ^ 3;
  int d = 1 < 2 && 2.5 >= 1 || !(3 == 4);
  int f = 1 != 1.5;
  int g = 1i == 2;
  real h = 2 .* 3.5;
  real k = +1.5 - -2;
}
