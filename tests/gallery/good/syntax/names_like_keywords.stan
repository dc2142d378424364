transformed data {
  int ints = 1;
  real reals = 2, real_ = 3, in1 = 4, forever = 5, iff = 6;
  real T = 7, t = 8, e = 9, i = 10, E1 = 11, x_y_z = 12, A = 13;
  real vectors = 14, targets = 15, printing = 16, dataset = 17, returned = 18, modelled = 19, lowered = 20;
  real class = 21, double = 22, fvar = 23;
}
