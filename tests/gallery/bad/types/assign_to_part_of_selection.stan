transformed data {
  vector[5] v;
  v[1:3][2] = 1;
}
