functions {
#include twice.stan
}
transformed data {
  #include "one.stan"
  real x = twice(one);
  #include <nested.stan>
}
