functions {
  real first(tuple(real,) t) {
    return t.1;
  }
}
transformed data {
  tuple(real,) t = (3.14,);
  (t.1,) = t;
  real x = first((2.0, ));
}
