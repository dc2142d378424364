model {
  print("one
  two");
}
