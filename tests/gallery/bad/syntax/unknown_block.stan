dta { int N; }
parameter { real x; }
generated quantity { real y; }
the end { }
