model {
  for (int i = 1; i < 10; i++) {
    x = ;
  }
  for (i = 1; i < f(10); i += 1) print(i);
  y = ;
}
