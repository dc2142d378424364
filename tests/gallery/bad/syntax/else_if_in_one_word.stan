model {
  if (x) y = 1;
  elif (z) y = 2;
  else y = 3;
  if (x) {
  } elseif (z) {
  } else {
    w = ;
  }
  elsif (x) y = 1;
}
