data {
  vector[3] x;
}
transformed data {
  real a = pi();
  real b = sum(x);
  real c = fma(1, 2, 3);
  real d = log_sum_exp(log(exp(1)), abs(-1.5));
  vector[3] e = sort_asc(x);
  real f = normal_lpdf(x | 0, 1);
  real g = normal_lpdf(x[1] | x[2], 1);
  real h = std_normal_lpdf(x|);
  real i = std_normal_lpdf(x | );
  real j = normal_lcdf(1 | 0, 1) + normal_lccdf(1 | 0, 1) + normal_cdf(1 | 0, 1);
  real k = bernoulli_lpmf(1 | 0.5);
}
