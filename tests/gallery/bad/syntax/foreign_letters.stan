parameters {
  real σ;
  real x_ä;
  real Δt;
}
