model {
  x = "abc";
  f("abc");
  "abc";
  print("a" + 1);
}
