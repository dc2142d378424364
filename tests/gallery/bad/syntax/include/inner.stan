  return x +;
