functions {
  vector f(real t, vector y, real a, array[] int k) {
    return a * y;
  }
  vector g(real t, vector y) {
    return y;
  }
  vector h(real t, vector y, vector dy, real a) {
    return a * y;
  }
  vector s(vector y, data real a) {
    return a * y;
  }
}
data {
  int n;
}
parameters {
  real mu;
}
model {
  array[2] vector[2] y = ode_rk45(f, [1, 2]', 0, {1.0, 2.0}, mu, {1, 2});
  y = ode_rk45(f, [1, 2]', 0, {1, 2}, 1, {1, 2});
  y = ode_bdf_tol(f, [mu, 2]', 0, {1.0, 2.0}, 1e-6, 1e-6, 100, mu, {1});
  y = ode_adams(g, [1, 2]', 0, {mu, 2.0});
  y = ode_ckrk(g, [1, 2]', mu, {1.0, 2.0});
  y = ode_adjoint_tol_ctl(g, [1, 2]', 0, {1.0, 2.0}, 1e-6, [1, 1]', 1e-6, [1, 1]', 1e-6, 1e-6, 100, 10, 1, 1, 1);
  y = dae(h, [1, 2]', [1, 2]', 0, {1.0, 2.0}, mu);
  y = dae_tol(h, [1, 2]', [1, 2]', 0, {1.0, 2.0}, 1e-6, 1e-6, 100, mu);
  vector[2] x = solve_powell(s, [1, 2]', 2.5);
  x = solve_newton_tol(s, [mu, 2]', 1e-3, 1e-3, 100, n);
}
