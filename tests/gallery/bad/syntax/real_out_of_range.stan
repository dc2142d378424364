transformed data {
  real a = 1e400;
  real b = 1e-400;
  real c = 0e-400;
  complex d = 1e999i;
}
