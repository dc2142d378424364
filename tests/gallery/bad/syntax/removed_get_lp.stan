model {
  real x = get_lp();
  print(get_lp() + 1);
}
