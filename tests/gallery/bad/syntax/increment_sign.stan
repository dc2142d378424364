model {
  i++;
  i--;
  i = 1 + +1;
}
