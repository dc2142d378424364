transformed parameters {
  int k = 1;
  tuple(int, real) t;
}
