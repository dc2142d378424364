transformed data {
  int i = 1;
  for (i in 1:3) {
    print(i);
  }
}
