functions {
  real f(int n) {
    if (n > 1) {
      return 1;
    } else if (n > 0) {
      reject("no");
    } else {
      return 2;
    }
  }
  real g(int n) {
    while (1) {
      if (n > 2) {
        return 1;
      }
    }
  }
  real h(int n) {
    fatal_error("no ", n);
  }
  real i(int n) {
    {
      return 1;
    }
  }
  real j(int n) {
    for (k in 1:n) {
      return k;
    }
  }
  int k() {
    profile("p") {
      return 1;
    }
  }
}
