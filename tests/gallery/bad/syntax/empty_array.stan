transformed data {
  array[0] int x = {};
  array[0] int y = {  };
}
