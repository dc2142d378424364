model {
  x = 1_