model {
  x = if (y) 1 else 2;
  z = ;
}
