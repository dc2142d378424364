functions {
  real f(int x) {
    if (x > 1) {
      return 1;
    }
  }
  real g(int x) {
    while (1) {
      if (x > 1) {
        break;
      }
    }
  }
  real h(int x) {
    for (i in 1:x) {
      print(i);
    }
  }
}
