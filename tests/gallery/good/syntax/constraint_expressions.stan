data {
  int N;
  array[3] real a;
  real<lower=a[1] + 2 * a[2] ^ 2> x;
  real<lower=-a[1], upper=((a[1] < a[2]) ? 1 : 2)> w;
  real<lower=(a[1] > 0 ? 1 : 0)> y;
  int<lower=N %/% 2, upper=N % 3 + max(1, 2)> z;
}
