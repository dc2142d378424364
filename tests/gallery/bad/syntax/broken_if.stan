model {
  if x > 0 {
    y = 1;
  } else {
    y = 2;
  }
  if () y = 3;
  if (x > ) { y = ; }
  if (x) }
}
