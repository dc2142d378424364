data {
  int n;
  array[n] int y;
}
parameters {
  simplex[2] start;
  array[2] simplex[2] transition;
  ordered[2] rate;
}
model {
  matrix[2, n] omega;
  matrix[2, 2] gamma;
  for (i in 1:2) {
    gamma[i] = transition[i]';
    for (t in 1:n) {
      omega[i, t] = poisson_log_lpmf(y[t] | rate[i]);
    }
  }
  target += hmm_marginal(omega, gamma, start);
}
