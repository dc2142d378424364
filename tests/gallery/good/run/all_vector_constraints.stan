// Parameters of many constrained types, arrays and all.
parameters {
  ordered[3] a;
  positive_ordered[3] b;
  simplex[4] c;
  array[2] simplex[3] d;
  unit_vector[3] e;
  sum_to_zero_vector[4] f;
  array[2, 2] real<lower=-1, upper=1> g;
  row_vector<upper=2>[2] h;
  matrix<lower=0>[2, 2] i;
}
model {
  a ~ normal(0, 1);
  b ~ exponential(1);
  c ~ dirichlet([1, 2, 3, 4]');
  for (k in 1 : 2) d[k] ~ dirichlet(rep_vector(1.5, 3));
  e ~ normal(0.3, 1);
  f ~ normal(0, 1);
  for (k in 1 : 2) g[k] ~ normal(0, 0.5);
  h ~ normal(0, 1);
  to_vector(i) ~ gamma(2, 2);
}
