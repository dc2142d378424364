data {
  int N;
  vector[N] low;
}
parameters {
  vector<lower=low>[N] x;
  vector<lower=low, upper=low + 1>[N] y;
}
