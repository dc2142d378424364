model {
  x = y = 3;
}
