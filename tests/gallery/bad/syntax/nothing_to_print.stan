model {
  print();
  reject();
  fatal_error();
  print;
  print "x";
  print("x" y);
  print("x",);
}
