model {
  x = ;
  y = 1
}
