transformed data {
  array[1, 1, 1, 1, 1, 1, 1] real x;
  array[1, 1, 1, 1, 1, 1, 1] real y = exp(x);
  real z = x[1, 1, 1, 1, 1, 1, 1];
  array[1, 1] real w = x[1, : , 1, 1, 1, 1, : ];
}
