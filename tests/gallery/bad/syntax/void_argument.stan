functions {
  void f(void x) { }
  void g(void) { }
}
model {
  void x;
}
