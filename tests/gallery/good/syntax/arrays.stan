data {
  int N;
  int M;
  array[N] int a;
  array[N, M] int<lower=0, upper=1> b;
  array[N, M, 2] vector[3] c;
  array[N + 1] matrix<lower=0>[2, 2] d;
  array[2] complex z;
  array[2] complex_vector[2] zv;
}
parameters {
  array[N] simplex[3] s;
  array[N, 2] ordered[3] o;
  array[2] cov_matrix[3] Sigma;
}
