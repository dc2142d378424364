// Matter density and dark-energy equation of state from the magnitudes of type Ia supernovae in a flat
// universe. The magnitude offset, one unknown for all (absolute magnitude and Hubble constant), has
// a flat prior and is integrated out analytically.
functions {
  #include flat_wcdm.stan
}
data {
  int<lower=1> N;
  vector<lower=0>[N] z;
  vector[N] m;
  vector<lower=0>[N] sigma;
}
transformed data {
  matrix[2, 32] rule = gauss_legendre(32);
  vector[32] weights = rule[2]';
  matrix[N, 32] log1p_z = log1p_nodes(z, rule[1]);
  matrix[N, 32] cubes = exp(3 * log1p_z);
  vector[N] inv_variance = inv_square(sigma);
  real sum_inv_variance = sum(inv_variance);
  // The part of the log likelihood that does not depend on the parameters.
  real log_norm = -0.5 * (N - 1) * log(2 * pi()) - sum(log(sigma)) - 0.5 * log(sum_inv_variance);
}
parameters {
  real<lower=0, upper=1> Omega_m;
  real w;
}
model {
  Omega_m ~ uniform(0, 1);
  w ~ uniform(-3, 0);
  vector[N] residual = m - 5 * log10(luminosity_distance(z, log1p_z, cubes, weights, Omega_m, w));
  real chi_squared = dot_product(square(residual), inv_variance)
                     - square(dot_product(residual, inv_variance)) / sum_inv_variance;
  target += log_norm - 0.5 * chi_squared;
}
