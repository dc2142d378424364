transformed data {
  array[3] real x = {1, 2.5, [1, 2]};
}
