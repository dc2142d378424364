data {
  double x;
  vecotr y;
  integer n;
  banana b;
  real z;
}
