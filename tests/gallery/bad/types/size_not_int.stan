data {
  real n;
}
transformed data {
  vector[n] v;
  array[2.5] real a;
}
