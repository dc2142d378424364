parameters {
  real mu;
}
generated quantities {
  int k = 3;
  vector[k] v;
  vector[num_elements(mu + [1, 2])] w;
}
