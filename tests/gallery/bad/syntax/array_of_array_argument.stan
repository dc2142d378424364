functions {
  void f(array[] array[] real x) { }
}
