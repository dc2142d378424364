transformed data {
  {
    real x = 1;
  }
  {
    int x = 2;
  }
  for (i in 1:2) {
    real y = i;
  }
  for (i in 1:2) {
    int y = i;
  }
  int x = 3;
  if (x > 1) {
    real z = 1;
  } else {
    real z = 2;
  }
}
