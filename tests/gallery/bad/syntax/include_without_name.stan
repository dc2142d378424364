#include
model { }
#include "
