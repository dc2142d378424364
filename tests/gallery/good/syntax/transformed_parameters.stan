parameters {
  vector[3] x;
}
transformed parameters {
  real<lower=0> s = dot_self(x);
  vector<lower=0>[3] y;
  ordered[3] z;
  y = exp(x);
  z = cumulative_sum(y);
  {
    real local = s;
    y[1] = local;
  }
}
