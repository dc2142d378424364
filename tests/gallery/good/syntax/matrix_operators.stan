data {
  matrix[2, 2] A;
  vector[2] b;
}
transformed data {
  vector[2] c = A \ b;
  row_vector[2] d = b' / A;
  matrix[2, 2] e = A .* A ./ (A + 1);
  matrix[2, 2] f = A .^ 2;
  matrix[2, 2] g = A' * A';
  real h = b' * b;
  vector[2] i = (A * A)' \ b .* 2;
  matrix[2, 2] j = -A';
  vector[2] k = 2 .^ b;
  matrix[2, 2] l = A'';
}
