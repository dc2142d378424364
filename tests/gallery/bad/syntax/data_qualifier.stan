functions {
  real f(data x) { return 1; }
  real g(real data x) { return x; }
  data real h(real x) { return x; }
}
