transformed data {
  int a = 1;
  if (a)
    if (a > 1) a = 2;
    else a = 3;
  if (a) {
    if (a > 1) a = 2;
  } else a = 3;
  if (a) for (i in 1:2) if (i > 1) a = 2; else a = 3;
  if (a) if (a > 1) a = 2; else a = 3; else a = 4;
}
