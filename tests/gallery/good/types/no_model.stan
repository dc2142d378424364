data {
  int n;
}
