transformed data {
  matrix[2, 2] m = identity_matrix(2);
  vector[2] v = [1, 2]';
  row_vector[2] r = v';
  v = m * v + 2 * v - v / 2 + 1;
  r = r * m + r ./ r .* r;
  m = v * r + m * m - m' + 3;
  real x = r * v;
  v = m \ v;
  r = r / m;
  m = m .^ 2 + 2 .^ m;
  v = v ^ 2;
  v = 1 ./ v + v ./ 2;
  m = m ./ m + -m;
}
