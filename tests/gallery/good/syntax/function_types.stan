functions {
  int f1(int a, real b, complex c) { return a; }
  row_vector f2(vector a, row_vector b, matrix c) { return b; }
  complex_matrix f3(complex_vector a, complex_row_vector b, complex_matrix c) { return c; }
  complex_vector f4(complex_vector a) { return a; }
  complex_row_vector f5(complex_row_vector a) { return a; }
  array[] int f6(array[] int a, array[,] real b, array[,,] vector c) { return a; }
  array[,] real f7(array[,] real b) { return b; }
  tuple(int, real) f8(tuple(int, real) a) { return a; }
  tuple(int, array[] tuple(vector, real)) f9(tuple(int, array[] tuple(vector, real)) a) { return a; }
  array[] tuple(int, matrix) f10(array[,] tuple(int, matrix) a) { return a[1]; }
  matrix f11(matrix a) { return a; }
  complex f12(complex a) { return a; }
}
