#include loop.stan
model { }
