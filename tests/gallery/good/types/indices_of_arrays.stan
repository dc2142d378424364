transformed data {
  array[2, 3] int a;
  int x = a[1, 2];
  array[3] int y = a[1];
  array[2] int z = a[ : , 1];
  array[1, 2] int u = a[{1}, 2:3];
  array[2, 3] int w = a[ : ];
  int v = a[1][2];
}
