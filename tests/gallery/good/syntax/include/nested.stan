#include two.stan
real three = one + two; // after the include
