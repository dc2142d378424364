model {
  real acc[3];
  real b[2] = {1, 2};
}
