model {
  x;
  x + 1;
  y == 3;
  normal_lpdf(y | 0, 1);
  3;
  x' * x
  
  
}
