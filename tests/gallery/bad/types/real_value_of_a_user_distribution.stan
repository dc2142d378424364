functions {
  real foo_lpmf(int x, real y) {
    return y;
  }
}
data {
  int n;
}
parameters {
  real mu;
}
model {
  mu ~ foo(3);
}
