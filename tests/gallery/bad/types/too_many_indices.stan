transformed data {
  array[2, 3] vector[4] x;
  real y = x[1, 2, 3, 4];
}
