transformed data {
  vector[5] v;
  row_vector[5] r;
  real x = v[1] + r[2];
  vector[2] a = v[1:2];
  vector[4] b = v[2:];
  vector[3] c = v[:3];
  vector[2] d = v[{1, 5}];
  row_vector[5] e = r[ : ];
}
