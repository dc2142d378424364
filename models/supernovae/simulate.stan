// Draws a survey of type Ia supernovae in a flat universe with dark energy of constant w: redshifts,
// observed magnitudes and their errors. supernovae.json was drawn by configs/supernovae_data.toml.
functions {
  #include flat_wcdm.stan
}
data {
  int<lower=1> N;
  real<lower=0, upper=1> Omega_m;
  real w;
  real zero_point; // absolute magnitude + 5 log10(c / H0 / 10 pc)
}
transformed data {
  matrix[2, 32] rule = gauss_legendre(32);
}
generated quantities {
  vector<lower=0>[N] z;
  vector<lower=0>[N] sigma;
  vector[N] m;
  for (i in 1 : N) {
    // A quarter of the survey is nearby, the rest reaches to z = 1.4.
    if (4 * i <= N) {
      z[i] = uniform_rng(0.015, 0.1);
    } else {
      z[i] = 0.1 + 1.3 * beta_rng(1.6, 3.2);
    }
    sigma[i] = hypot(0.1, lognormal_rng(log(0.12), 0.35));
  }
  {
    matrix[N, 32] log1p_z = log1p_nodes(z, rule[1]);
    vector[N] d = luminosity_distance(z, log1p_z, exp(3 * log1p_z), rule[2]', Omega_m, w);
    m = to_vector(normal_rng(zero_point + 5 * log10(d), sigma));
  }
}
