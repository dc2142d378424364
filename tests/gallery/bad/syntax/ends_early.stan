data {
  int<lower=0