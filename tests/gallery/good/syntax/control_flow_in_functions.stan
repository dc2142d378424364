functions {
  real f(array[] real x) {
    real s = 0;
    for (v in x) {
      if (v < 0) {
        continue;
      } else if (v > 10) {
        break;
      }
      s += v;
    }
    while (s > 100) {
      s /= 2;
    }
    if (is_nan(s)) {
      reject("f: s is ", s);
    }
    return s;
  }
}
