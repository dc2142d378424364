functions {
  real square_it(real x) {
    return x * x;
  }
  int one() {
    return 1;
  }
  void nothing() {
  }
  void leave() {
    return;
  }
  vector twice(vector v) {
    vector[size(v)] w = 2 * v;
    return w;
  }
}
transformed data {
  real a = square_it(one());
  nothing();
  leave();
  vector[2] b = twice([1, 2]');
}
