model {
  x = y ** 2;
}
