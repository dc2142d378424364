model {
  profile(x) { y = ; }
  profile("a") y = 2;
  profile { }
  profile("a", "b") { }
  profile() { }
}
