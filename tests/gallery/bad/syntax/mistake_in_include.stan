functions {
#include broken.stan
}
model {
  x = = 2;
}
