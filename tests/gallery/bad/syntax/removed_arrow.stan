transformed data {
  real x;
  x <- 3;
  real y <- 2;
  y <- x <- 1;
  x[1] <- y + f(2);
}
