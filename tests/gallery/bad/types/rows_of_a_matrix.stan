transformed data {
  matrix[2, 2] x = [[1, 2], 3];
}
