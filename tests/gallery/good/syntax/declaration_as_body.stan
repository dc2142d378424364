transformed data {
  if (1) int x = 2;
  for (i in 1:3) real y = i;
  while (0) array[2] int z;
}
