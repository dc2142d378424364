transformed data {
  tuple(real, real) t;
  (t, t.1) = ((1, 2), 3);
}
