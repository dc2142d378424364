functions {
  real f(array[,] vector x, tuple(int, array[] real) t, complex_matrix m) {
    return x[1, 1][1] + t.2[t.1] + get_real(m[1, 1]);
  }
}
model {
}
