functions {
  real f_rng(real x) {
    return normal_rng(x, 1);
  }
}
transformed data {
  real x = f_rng(1);
  int k = poisson_rng(3);
  array[3] real y = normal_rng([1, 2, 3], 1);
  array[2] int b = bernoulli_rng({0.5, 0.2});
}
parameters {
  real mu;
}
generated quantities {
  real z = f_rng(mu);
  array[2] vector[2] w = multi_normal_rng({[1, 2]', [3, 4]'}, identity_matrix(2));
  vector[k] v;
  {
    vector[poisson_rng(3)] u;
  }
}
