model { }
data { int N; }
generated quantities { }
transformed parameters { }
