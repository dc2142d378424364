functions {
  real foo_lpdf(real x, real m) {
    return x;
  }
  real foo_lpmf(int x, real m) {
    return x;
  }
}
data {
  int n;
}
parameters {
  real mu;
}
model {
  n ~ foo(1);
  mu ~ foo(1);
}
