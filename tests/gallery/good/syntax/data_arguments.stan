functions {
  real f(data real x, real y, data array[] int n, data tuple(int, real) t) {
    return x + y;
  }
  vector system(vector y, vector theta, data array[] real x_r, data array[] int x_i) {
    return y - theta;
  }
}
data {
  int N;
}
