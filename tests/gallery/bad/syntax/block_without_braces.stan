data
  int N;
model {
  x = ;
}
