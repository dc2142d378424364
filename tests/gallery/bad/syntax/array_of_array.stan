data {
  array[2] array[3] real x;
}
// in functions it is the same
