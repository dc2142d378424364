transformed data {
  int a = 1 < 2 && 3 >= 2 || !(4 == 5) && 1 != 2;
  int b = 1 < 2 == 3 > 2;
  int c = 1 + 2 <= 3 * 4;
  int d = !!1;
  int e = (1 || 0) && 0;
  int f = 3<-1;
}
