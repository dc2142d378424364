// Growth of 30 young rats, each weighed on five days: a straight line for each rat, whose weight at the middle day and
// growth vary among rats. Gelfand, Hills, Racine-Poon and Smith (1990), section 6, with other priors.
data {
  int<lower=1> N;
  int<lower=1> T;
  vector[T] day;
  array[N] vector[T] weight; // g
}
transformed data {
  vector[T] since_middle = day - mean(day);
}
parameters {
  real mean_weight; // of all rats at the middle day, g
  real mean_growth; // g/day
  real<lower=0> sd_weight; // among rats
  real<lower=0> sd_growth;
  real<lower=0> sigma; // of a rat's weights about its line, g
  vector[N] middle_weight; // of each rat
  vector[N] growth;
}
model {
  mean_weight ~ normal(250, 100);
  mean_growth ~ normal(6, 10);
  sd_weight ~ normal(0, 50);
  sd_growth ~ normal(0, 5);
  sigma ~ normal(0, 50);
  middle_weight ~ normal(mean_weight, sd_weight);
  growth ~ normal(mean_growth, sd_growth);
  for (n in 1:N) {
    weight[n] ~ normal(middle_weight[n] + growth[n] * since_middle, sigma);
  }
}
generated quantities {
  real birth_weight = mean_weight - mean_growth * mean(day); // of all rats, if the line went on to day 0
}
