transformed data {
  vector[3] v;
  vector[2] x = v[1.5:2];
  vector[2] y = v[2.0:];
}
