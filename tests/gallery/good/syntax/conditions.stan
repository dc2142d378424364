transformed data {
  int a = 1;
  if (a == 1) a = 2;
  if (a == 1) a = 2; else a = 3;
  if (a == 1) {
    a = 2;
  } else if (a == 2) {
    a = 3;
  } else if (a == 3)
    a = 4;
  else {
    a = 5;
  }
  if (a) ; else ;
}
