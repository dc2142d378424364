// Distances in a flat universe of matter and dark energy with constant w = p / rho.

// Nodes (first row) and weights (second row) of Gauss-Legendre quadrature with n points on [-1, 1]:
// Newton's method on the Legendre polynomial, from Tricomi's approximation of its roots.
matrix gauss_legendre(int n) {
  matrix[2, n] rule;
  for (i in 1 : n) {
    real x = cos(pi() * (i - 0.25) / (n + 0.5));
    real slope;
    for (step in 1 : 10) {
      real p = 1;
      real before = 0;
      for (k in 1 : n) {
        real next = ((2 * k - 1) * x * p - (k - 1) * before) / k;
        before = p;
        p = next;
      }
      slope = n * (x * p - before) / (square(x) - 1);
      x -= p / slope;
    }
    rule[1, i] = x;
    rule[2, i] = 2 / ((1 - square(x)) * square(slope));
  }
  return rule;
}

// ln(1 + redshift) at the quadrature nodes between 0 and each z: one row for each z.
matrix log1p_nodes(vector z, row_vector nodes) {
  return log1p(0.5 * z * (1 + nodes));
}

// Luminosity distances in units of c / H0:
// (1 + z) times the integral of 1 / E from 0 to z, E^2 = Omega_m (1 + z)^3 + (1 - Omega_m) (1 + z)^(3 (1 + w)).
vector luminosity_distance(vector z, matrix log1p_z, matrix cubes, vector weights, real Omega_m, real w) {
  matrix[rows(log1p_z), cols(log1p_z)] E_squared = Omega_m * cubes
                                                   + (1 - Omega_m) * exp(3 * (1 + w) * log1p_z);
  return 0.5 * (1 + z) .* z .* (inv_sqrt(E_squared) * weights);
}
