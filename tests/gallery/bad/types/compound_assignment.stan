transformed data {
  int n = 1;
  n += 1.5;
  n .*= 2;
  array[2] real a;
  a += 1;
}
