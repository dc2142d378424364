functions {
  real f(real[] x, int[,] y, vector[] z) { return 1; }
  real[] g(real x) { return {x}; }
}
