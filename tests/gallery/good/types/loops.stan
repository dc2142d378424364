transformed data {
  real s = 0;
  for (i in 1:3) {
    for (j in i:3) {
      if (i == j) {
        continue;
      }
      s += i * j;
      break;
    }
  }
  while (s > 1) {
    s -= 1;
  }
  for (i in 1:2) {
    s += i;
  }
  for (i in 1:2) s += i;
}
