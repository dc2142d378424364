transformed data {
  real increment_log_prob = 3;
  real get_lp = 4;
}
model {
  target += get_lp + increment_log_prob;
}
