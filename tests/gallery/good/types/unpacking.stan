transformed data {
  real x;
  int i;
  vector[2] v;
  (i, x) = (1, 2);
  (x, (i, v)) = (1.5, (2, [3, 4]'));
  (v[1], x) = (1, 2);
  tuple(matrix[2, 2], matrix[2, 2]) qr = qr_thin(identity_matrix(2));
  matrix[2, 2] q;
  matrix[2, 2] r;
  (q, r) = qr_thin(identity_matrix(2));
}
