transformed data {
  int n = 1;
  n += 2;
  n *= 3;
  n /= 2;
  n -= 1;
  real x = 1;
  x += 1;
  x /= 2;
  vector[2] v = [1, 2]';
  v += 1;
  v *= 2.5;
  v .*= v;
  v ./= v;
  matrix[2, 2] m = identity_matrix(2);
  m *= m;
  m[1] += m[2];
  row_vector[2] r = [1, 2];
  r *= m;
  complex z = 1;
  z *= 2i;
}
