data {
  int n;
}
parameters {
  real mu;
}
model {
  array[2] matrix[2, 2] m;
  target += sum(m);
}
