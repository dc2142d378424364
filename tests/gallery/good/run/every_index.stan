// Single, multiple, ranged and open indices on both sides of assignments.
data {
  array[3] int pick;
}
parameters {
  vector[4] v;
  matrix[3, 4] m;
}
transformed parameters {
  vector[4] w = v;
  matrix[3, 4] n = m;
  w[2 : 3] = v[{4, 1}];
  w[pick[1]] += 1;
  n[1] = v';
  n[ : , 2] = m[ : , 3];
  n[2 : , 3 : 4] = m[ : 2, 1 : 2];
  n[pick, 1] = m[pick, 4];
}
model {
  w ~ normal(0, 1);
  to_vector(n) ~ normal(0.5, 2);
  to_vector(m) ~ normal(0, 3);
  v ~ normal(0, 3);
}
