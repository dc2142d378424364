parameters {
  simplex<lower=0>[3] x;
  ordered<lower=0, upper=1>[2] y;
}
