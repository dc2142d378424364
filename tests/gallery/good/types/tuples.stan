transformed data {
  tuple(int, real, vector[2]) t = (1, 2.5, [1, 2]');
  int a = t.1;
  real b = t.2 + t.3[1];
  t.2 = 3;
  t.3[1] = 4;
  tuple(tuple(int, int), real) u = ((1, 2), 3);
  int c = u.1.2;
  array[2] tuple(int, real) w = {(1, 2), (3, 4.5)};
  real d = w[1].2;
  w[2].1 = 5;
}
