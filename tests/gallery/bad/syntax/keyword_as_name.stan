parameters {
  real lower;
  real offset;
  real array;
  real in;
  real model;
  real vector;
  real jacobian;
  real target;
  real generated;
}
