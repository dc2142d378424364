model {
  print("the value is );
  print("x");
}
