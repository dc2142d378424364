transformed data {
  array[2] real a;
  vector[2] v = a;
  a = v;
}
