parameters {
  int k;
  array[3] int<lower=0> l;
}
