transformed data {
  real a = 1
  real b = 2;
  a = 3
  b = 4
  if (a) b = 2
  print(a)
  return 1
  break
}
