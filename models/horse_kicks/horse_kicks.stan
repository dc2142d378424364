// Deaths by horse kick in ten corps of the Prussian army over twenty years: are they Poisson, or do corps and years differ?
// The spread is the coefficient of variation of the rate between corps and years; at 0 the counts are Poisson.
//
// Data: L. von Bortkiewicz (1898), "Das Gesetz der kleinen Zahlen", as R. A. Fisher (1925), "Statistical Methods for
// Research Workers", counts them: 109 corps-years without a death, 65 with one, 22 with two, 3 with three, 1 with four.

data {
  int<lower=0> N;
  array[N] int<lower=0> deaths; // in one corps and one year
}
parameters {
  real<lower=0> rate;   // mean deaths in a corps and year
  real<lower=0> spread;
}
model {
  rate ~ lognormal(0, 1);
  spread ~ normal(0, 0.5); // cut at 0 by the declaration
  deaths ~ neg_binomial_2(rate, inv_square(spread));
}
generated quantities {
  real p_none = exp(neg_binomial_2_lpmf(0 | rate, inv_square(spread))); // a corps-year without a death
}
