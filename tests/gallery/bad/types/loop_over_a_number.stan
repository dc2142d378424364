transformed data {
  for (i in 3) {
    print(i + 1);
  }
}
