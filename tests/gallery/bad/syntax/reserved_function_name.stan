functions {
  real then(real x) { return x; }
  real f(real until) { return until; }
  void for(int x) { }
}
