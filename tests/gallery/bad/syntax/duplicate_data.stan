data { int N; }
parameters { }
data { int M; }
