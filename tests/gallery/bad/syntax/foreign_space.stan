model {
  x = 1;
}
