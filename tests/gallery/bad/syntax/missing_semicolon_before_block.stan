data {
  int N
}
model {
  1 ~ poisson(N)
}
