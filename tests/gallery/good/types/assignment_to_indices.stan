transformed data {
  vector[5] v = rep_vector(0, 5);
  v[1] = 1;
  v[2:3] = [1, 2]';
  v[{4, 5}] = v[1:2];
  matrix[2, 2] m;
  m[1] = [1, 2];
  m[ : , 1] = [1, 2]';
  m[1, 2] = 3;
  m[1][2] = 4;
  array[2, 2] int a;
  a[1] = {1, 2};
  a[1][2] = 3;
  a[ : , 1] = {4, 5};
}
