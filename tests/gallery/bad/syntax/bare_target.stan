model {
  x = target;
  target = 3;
  target -= 2;
  target;
}
