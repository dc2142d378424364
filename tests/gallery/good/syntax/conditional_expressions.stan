transformed data {
  int a = 1 ? 2 : 3;
  int b = 1 ? 2 : 0 ? 3 : 4;
  int c = 1 ? 0 ? 1 : 2 : 3;
  int d = (1 ? 0 : 1) ? 2 : 3;
  int e = 1 < 2 || 0 ? 1 + 1 : 2 * 2;
  array[3] int f = {1, 2, 3};
  array[2] int g = f[a > 1 ? 1 : 2 : 3];
}
