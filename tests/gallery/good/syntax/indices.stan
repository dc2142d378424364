data {
  int N;
  array[N] int ii;
  vector[N] v;
  matrix[N, N] M;
  array[N, N] vector[N] a;
}
transformed data {
  real b = v[1] + M[1, 2] + M[1][2] + a[1, 2, 3] + a[1][2][3] + a[1, 2][3];
  vector[2] c = v[1:2];
  vector[N] d = v[:];
  vector[N] e = v[];
  vector[N - 1] f = v[2:];
  vector[2] g = v[:2];
  vector[N] h = v[ii];
  matrix[2, N] i = M[1:2, :];
  matrix[N, N] j = M[,];
  vector[N] k = M[, 1];
  row_vector[N] l = M[1];
  row_vector[N] m = M[1, ];
  array[N] vector[N] n = a[:, 1, :];
  real o = [1, 2, 3][2] + {4, 5}[1] + (v + v)[1] + exp(v)[2];
  vector[N] p = M[ii, ii][, 1];
  vector[2] q = v[{1, 2}];
  vector[N] r = v[1 + 1 - 1 : N * 1];
}
