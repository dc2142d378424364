transformed data {
  int a = (1 + 2) * 3;
  int b = 1 < 2 < 3;
  vector[2] v = ([1, 2])';
  real c = ([1, 2, 3])[2];
  real d = ((1, 2.5)).2;
  real f = (1 > 2 ? [1, 2] : [3, 4])[1];
}
