// Abilities and difficulties, crossed, with discriminations.
data {
  int<lower=1> I;
  int<lower=1> J;
  array[I, J] int<lower=0, upper=1> y;
}
parameters {
  vector[J] theta;
  vector[I] b;
  vector<lower=0>[I] a;
}
model {
  theta ~ std_normal();
  b ~ normal(0, 2);
  a ~ lognormal(0, 0.5);
  for (i in 1 : I) y[i] ~ bernoulli_logit(a[i] * (theta - b[i]));
}
