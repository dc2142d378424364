data {
  array[] real x;
  array[,] int y;
}
