functions {
  real f(array[,,,] real a) {
    return a[1, 1, 1, 1];
  }
}
data {
  array[1, 2, 3, 4] matrix[5, 6] a;
}
transformed data {
  real b = a[1, 2, 3, 4, 5, 6];
  array[2, 3, 4] matrix[5, 6] c = a[1];
  array[3] matrix[5, 6] d = a[1, 2, :, 1];
}
