// A toy simulation: n numbers from two parameters.
data {
  int<lower=1> n;
  real param1;
  real param2;
}
transformed data {
  vector[n] ctr;
  for (i in 1 : n) {
    ctr[i] = i - 1;
  }
}
generated quantities {
  vector[n] result = param1 * ctr - param2 ^ 2;
}
