parameters {
  real x;
}
model {
  profile("prior") {
    x ~ std_normal();
  }
  profile("likelihood // of it") {
    real y = x;
    profile("inner") {
      y ~ std_normal();
    }
  }
  profile("nothing") { }
}
