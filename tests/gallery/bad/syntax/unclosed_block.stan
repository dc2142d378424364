data {
  int N;

model {
  N ~ poisson(3);
}
