#include loop2.stan
