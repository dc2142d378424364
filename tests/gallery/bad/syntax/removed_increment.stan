model {
  increment_log_prob(normal_log(y, 0, 1));
}
