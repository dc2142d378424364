model {
  for (i in 1:10:2) { x = ; }
  y = z[1:2:3];
}
