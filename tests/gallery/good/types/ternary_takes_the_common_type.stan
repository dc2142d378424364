transformed data {
  real x = 1 ? 2 : 2.5;
  complex z = 0 ? 1i : 2;
  vector[2] v = x > 1 ? [1, 2]' : [3, 4]';
  array[2] real a = x > 1 ? {1, 2} : {1.5, 2.5};
  int k = x > 1 ? 1 : 2;
}
