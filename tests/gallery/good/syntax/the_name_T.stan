data {
  int T;
  array[T] real x;
}
model {
  x[T] ~ normal(0, 1) T[T - 1, T + 1];
  for (t in 1:T) target += x[T];
}
