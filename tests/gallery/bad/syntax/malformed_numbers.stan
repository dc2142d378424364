transformed data {
  int a = 3abc;
  int b = 1__0;
  real c = 1.2.3;
  int d = 0x1F;
  real e = 3.e;
  int f = 2in;
}
