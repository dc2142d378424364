transformed data {
  real a = ;
  real b = 1 + ;
  real c = * 2;
  real d = (1 + );
  real e = f(, 1);
  real g = {1, , 2};
  real h = a[1 2];
}
