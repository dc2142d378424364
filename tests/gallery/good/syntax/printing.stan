transformed data {
  int x = 1;
  print("x");
  print(x);
  print("x is ", x, ", twice that is ", 2 * x, {1, 2}, [1, 2], "");
  if (x > 1) reject("x must not be ", x);
  if (x > 2) fatal_error("no ", x, " at all");
  print("// no comment /* either # or \n escape 'quoted' µ");
}
