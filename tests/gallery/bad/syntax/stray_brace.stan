data {
  int N;
}}
parameters {
  real x;
}
