transformed data {
  real s = 0;
  for (x in {1, 2}) {
    s += x;
    int k = x;
  }
  for (x in [1, 2]) {
    s += x;
  }
  for (x in [1, 2]') {
    s += x;
  }
  for (x in [[1, 2], [3, 4]]) {
    s += x;
  }
  for (row in {{1, 2}, {3, 4}}) {
    s += row[1];
    for (x in row) {
      s += x;
    }
  }
  for (v in {[1, 2]', [3, 4]'}) {
    s += v[1];
  }
  for (t in {(1, 2.5)}) {
    s += t.2;
  }
}
