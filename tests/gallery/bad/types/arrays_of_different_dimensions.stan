transformed data {
  array[2, 2] int a;
  array[2] int b = a;
}
