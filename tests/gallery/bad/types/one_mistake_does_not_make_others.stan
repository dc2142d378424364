transformed data {
  real x = y + 1;
  vector[2] v = x * missing(x);
  for (e in z) {
    print(e + 1, e[1]);
  }
}
