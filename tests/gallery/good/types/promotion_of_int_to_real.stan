transformed data {
  real x = 1;
  x = 2;
  array[2] real a = {1, 2};
  array[2, 1] real b = {{1}, {2}};
  complex z = 1;
}
