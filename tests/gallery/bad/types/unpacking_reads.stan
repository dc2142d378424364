transformed data {
  int i = 1;
  array[2] int a;
  (i, a[i]) = (1, 2);
}
