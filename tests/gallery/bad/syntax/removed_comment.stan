# how many
data {
  int N; # there are
}
