transformed data {
  {
    real x = 1;
    {
      real y = x;
      print(y);
    }
  }
}
model {
  {
    vector[2] v;
    matrix[2, 2] M;
  }
}
