data {
  complex z;
  complex_vector[2] v;
}
transformed data {
  complex a = z * (1 + 2i) - conj(z) / 2i;
  complex b = to_complex(1, 2) ^ 2;
  real c = get_real(a) + get_imag(b) + abs(z);
  int d = a == b || a != 1i;
  complex_vector[2] e = v .* v + 1i;
  complex_row_vector[2] f = v';
  complex_matrix[2, 2] g = v * f;
}
