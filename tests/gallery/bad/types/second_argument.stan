transformed data {
  vector[2] v;
  vector[2] x = head(v, 1.5);
}
