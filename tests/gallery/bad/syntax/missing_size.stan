data {
  vector x;
  matrix y;
  vector<lower=0> z;
  simplex s;
  array[3] vector v;
}
