transformed data {
  array[0] real x = {};
}
