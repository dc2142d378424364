transformed data {
  vector[3] v;
  real x = v[1.5];
  vector[2] w = v[[1, 2]];
}
