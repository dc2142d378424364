parameters {
  complex z;
  complex_vector[2] v;
  complex_matrix[2, 2] m;
  tuple(real, vector<lower=0>[2], array[2] real) t;
  array[3] tuple(real<upper=1>, simplex[2]) u;
}
transformed parameters {
  real x = get_real(z) + t.1 + t.2[1] + u[1].2[1];
}
