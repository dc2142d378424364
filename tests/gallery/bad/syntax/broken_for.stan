model {
  for (i 1:10) x = ;
  for i in 1:10 { y = ; }
  for (i in 1:) z = ;
  for (i in 1 10) { }
  for (1 in 2:3) { }
  for (i in 1:10:2) { }
}
