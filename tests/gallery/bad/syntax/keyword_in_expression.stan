model {
  x = real;
  y = offset + 1;
  z = f(data);
  w = lower(2);
  v = vector[2];
  u = if (x) 1 else 2;
  offset = 3;
  lower += 2;
  quantities;
}
