data {
  int n;
}
parameters {
  real mu;
}
model {
  int k = n;
  k += 1;
  vector[k] v = rep_vector(mu, k);
  for (i in 1:k) {
    real x = v[i];
    v[i] = x + 1;
    target += x;
  }
  array[k] int indices;
  indices[1] = k;
  if (mu > 0) {
    target += v[indices];
  }
}
