parameters {
  real true;
  real struct;
  real var;
}
