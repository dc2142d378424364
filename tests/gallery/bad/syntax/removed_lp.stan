model {
  lp__ = lp__ + 1;
}
