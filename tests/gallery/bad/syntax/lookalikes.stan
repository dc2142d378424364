model {
  if (x ≤ 1 && x ≥ 0) y = x − 1;
  z ∼ normal(0, 1);
  print(“hello”);
  w = 2 × v;
}
