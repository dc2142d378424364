data {
  array real x;
  array(3) real y;
}
