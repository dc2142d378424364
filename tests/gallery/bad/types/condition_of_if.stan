transformed data {
  if (1.5) {
    print(1);
  }
  while ([1, 2]) {
    print(2);
  }
}
