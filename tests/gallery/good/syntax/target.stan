parameters {
  real x;
}
model {
  target += normal_lpdf(x | 0, 1);
  target += -0.5 * x ^ 2;
  target += [x, x];
  if (target() < -10)
    target += target();
  print("lp is ", target());
}
