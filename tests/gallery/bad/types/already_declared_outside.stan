transformed data {
  real x;
  {
    int x;
  }
}
