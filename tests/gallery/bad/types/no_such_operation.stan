transformed data {
  matrix[2, 2] m;
  matrix[2, 2] n = m ^ m';
  matrix[2, 2] k = m + [1, 2];
}
