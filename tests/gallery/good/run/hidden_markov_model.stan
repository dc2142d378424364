// The forward algorithm over two states.
data {
  int<lower=1> T;
  array[T] real y;
}
parameters {
  array[2] simplex[2] transition;
  ordered[2] mu;
}
model {
  vector[2] gamma = [normal_lpdf(y[1] | mu[1], 1), normal_lpdf(y[1] | mu[2], 1)]';
  mu ~ normal(0, 3);
  for (t in 2 : T) {
    vector[2] next;
    for (k in 1 : 2) {
      next[k] = log_sum_exp(gamma[1] + log(transition[1, k]), gamma[2] + log(transition[2, k]))
                + normal_lpdf(y[t] | mu[k], 1);
    }
    gamma = next;
  }
  target += log_sum_exp(gamma);
}
