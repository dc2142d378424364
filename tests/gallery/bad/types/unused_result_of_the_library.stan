transformed data {
  sqrt(2);
}
