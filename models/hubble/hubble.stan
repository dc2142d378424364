// The expansion of the universe from the 24 nebulae of Hubble (1929), table 1: velocities (km/s)
// grow with distance (Mpc) along a line through the origin, with a scatter of its own.
data {
  int<lower=1> N;
  vector<lower=0>[N] distance;
  vector[N] velocity;
}
parameters {
  real<lower=0> H0; // Hubble constant, km/s/Mpc
  real<lower=0> sigma; // scatter of the velocities about the line, km/s
}
model {
  H0 ~ uniform(0, 1000);
  sigma ~ exponential(0.005);
  velocity ~ normal(H0 * distance, sigma);
}
generated quantities {
  real age = 977.79222 / H0; // 1 / H0 in 10^9 years
}
