transformed data {
  tuple(real, complex) t = (1, 2);
  tuple(real, tuple(vector[2], array[1] real)) u = (1, ([1, 2]', {3}));
}
