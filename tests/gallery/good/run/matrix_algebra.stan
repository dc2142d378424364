// Products, transposes, solves and determinants of parameters.
data {
  matrix[2, 2] A;
  vector[2] b;
}
parameters {
  vector[2] x;
  matrix[2, 2] B;
}
model {
  vector[2] residual = A * x - b;
  matrix[2, 2] S = B * B' + 2 * identity_matrix(2);
  target += -0.5 * dot_self(residual);
  target += -quad_form(S, x) - log_determinant(S);
  target += -sum(S \ b) - (b' / S) * x;
  to_vector(B .* A) ~ normal(0, 1);
  target += -trace(B ./ (1 + A));
  to_vector(B) ~ normal(0, 1);
}
