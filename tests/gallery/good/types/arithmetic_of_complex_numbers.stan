transformed data {
  complex z = 1 + 2i;
  z = z * z / 2 - 3i ^ 2;
  complex_vector[2] v = [z, 1]';
  complex_matrix[2, 2] m = v * v';
  v = m * v + z;
  z = v' * v;
  real x = abs(z) + get_real(z) + get_imag(z);
  z = exp(z) + sqrt(to_complex(1, 2)) + conj(z);
}
