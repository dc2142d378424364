model {
  real<lower=0> x;
  vector<lower=0, upper=1>[3] y;
  array[2] int<lower=1> z;
}
