functions {
  real f(data real x) {
    return x;
  }
}
data {
  real x;
}
transformed data {
  real y = f(x) + f(2);
}
parameters {
  real mu;
}
model {
  target += mu * f(y) + f(x + y);
  int k = mu > 0;
  target += f(k * 2);
}
generated quantities {
  real z = f(mu);
}
