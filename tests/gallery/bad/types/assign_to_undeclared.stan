transformed data {
  y = 1;
  y = 2;
}
