functions {
  real f(real x) {
    if (x > 0) {
      return ;;
      x = ;
    }
    return 1 +;
  }
}
data {
  int N
  real x = 1;
  vector y;
}
model {
  while (1) {
    for (i in 1:N) {
      y ~ normal(0 1);
    }
  }
}
