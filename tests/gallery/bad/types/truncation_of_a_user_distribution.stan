functions {
  real foo_lpdf(real x, real y) {
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
  mu ~ foo(3) T[0, ];
}
