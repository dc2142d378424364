data {
  tuple(int) x;
  tuple() y;
  tuple(int, real,) z;
  tuple int w;
}
