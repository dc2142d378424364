functions {
  tuple(real, real) f(tuple(real, real) x) {
    return (x.1, 1);
  }
  tuple(int, real) g(array[] tuple(int, real) x) {
    return x[1];
  }
}
transformed data {
  tuple(real, real) t = f((1, 2));
  real x = g({(1, 2.5), (3, 4)}).1;
}
