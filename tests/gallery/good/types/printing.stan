transformed data {
  print("a", 1, 2.5, [1, 2], {1}, (1, 2), 1i);
  if (0) {
    reject("x is ", 1);
  }
  if (0) {
    fatal_error("x is ", {1, 2});
  }
}
