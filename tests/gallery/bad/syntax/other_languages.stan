model {
  x := 3;
  y = x ^^ 2;
  z = x -> y;
  w = x and y;
  let v = 3;
  u = not x;
  t = x => 2;
  s ^= 2;
  r %= 2;
}
