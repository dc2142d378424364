transformed data {
  int a = 1, b, c = 2;
  array[2] real x, y = {1.0, 2}, z;
  vector[2] v = [1, 2]', w = v;
  b = 3;
}
model {
  real p, q = 2;
}
