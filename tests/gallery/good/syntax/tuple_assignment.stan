transformed data {
  int a;
  array[2] real b;
  tuple(int, real) t = (1, 2.0);
  (a, b[1]) = t;
  (a, b[2]) = (2, 3.0);
  t.1 = 3;
  t.2 += 1;
  tuple(tuple(int, real), vector[2]) u;
  u.1.2 = 3;
  u.2[1] = 4;
  ((a, b[1]), u.2) = u;
}
