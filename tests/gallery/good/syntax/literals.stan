transformed data {
  int a = 0;
  int b = 1_000_000;
  int c = 2147483647;
  real d = 1.;
  real e = .5;
  real f = 1.5e-3;
  real g = 1E+10;
  real h = 1_000.25;
  real i = .5e1;
  real j = 2e3;
  real k = 1.e2;
  complex l = 2i;
  complex m = 1 + 2.5i;
  complex n = 1.i + .5i + 1e2i + 1_0i;
}
