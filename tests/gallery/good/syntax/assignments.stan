transformed data {
  real a;
  vector[3] v;
  matrix[3, 3] M;
  array[2] real x;
  a = 1;
  a += 1;
  a -= 1;
  a *= 2;
  a /= 2;
  v = [1, 2, 3]';
  v .*= v;
  v ./= v;
  v[1] = 2;
  v[1:2] = v[2:3];
  M[1, 2] = 3;
  M[1] = [1, 2, 3];
  M[1][2] = 3;
  M[, 1] = v;
  x[1] += x[2];
}
