real f(real x) {
#include inner.stan
}
