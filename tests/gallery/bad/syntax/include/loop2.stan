
  #include loop.stan
