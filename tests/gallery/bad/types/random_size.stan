generated quantities {
  vector[poisson_rng(3)] x;
}
