transformed data {
  matrix[2, 2] m;
  vector[2] x = softmax(m);
}
