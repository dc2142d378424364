data {
  tuple(int, real) a;
  tuple(int<lower=0>, array[2] real<lower=0>, vector[3]) b;
  tuple(int, tuple(real, vector[2])) c;
  array[2] tuple(int, array[3] tuple(real, int)) d;
}
parameters {
  tuple(real<lower=0>, simplex[3]) p;
}
model {
  tuple(int, real) local = (1, 2.5);
  array[2] tuple(int, real) several = {(1, 2.5), (2, 3)};
  target += local.2 + several[1].2 + c.2.2[1] + d[1].2[2].1;
}
