model {
  for (repeat in 1:3) print(repeat);
  for (int in 1:3) print(1);
}
