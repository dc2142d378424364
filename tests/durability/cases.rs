//! Short runs of every method, each of a second or less.

/// A likelihood that takes a while.
pub const PROGRAM: &str = "functions {
  real slow(real x, int n) {
    real y = x;
    for (i in 1:n) y = sin(y) + 0.1 * x;
    return y;
  }
}
data {
  int<lower=1> n;
  vector[3] y;
}
parameters {
  real mu;
  real<lower=0> sigma;
}
model {
  mu ~ normal(0, 1);
  sigma ~ lognormal(0, 0.5);
  y ~ normal(mu + slow(mu, n), sigma);
}
generated quantities {
  real z = slow(mu, n);
  real again = normal_rng(mu, sigma);
}
";

pub const DATA: &str = r#"{"n": 200, "y": [1, 2, 4]}"#;

/// A method with its settings.
#[derive(Debug, Clone, Copy)]
pub struct Case {
    pub name: &'static str,
    method: &'static str,
}

impl Case {
    /// The config, which commits as often as it can.
    pub fn config(&self) -> String {
        format!(
            "model.program = 'm.stan'\nmodel.data = 'd.json'\nrun.seed = 7\nrun.output = 'out.h5'\nrun.commit_every = 0.02\n{}\n\
             method.kind = '{}'\n",
            self.method, self.name
        )
    }
}

pub const NUTS: Case = Case {
    name: "nuts",
    method: "output.save_warmup = true\nmethod.chains = 3\nmethod.warmup = 400\nmethod.draws = 800",
};

pub const GRID: Case = Case {
    name: "grid",
    method: "method.axes.mu = { min = -2, max = 3, n = 501 }\nmethod.axes.sigma = { min = 0.3, max = 6, n = 501 }\n\
             method.draws = 2000",
};

/// Every method there is. A new one must stand here too.
pub const CASES: [Case; 6] = [
    NUTS,
    GRID,
    Case {
        name: "sweep",
        method: "method.axes.mu = { min = -2, max = 3, n = 50 }\nmethod.axes.sigma = { min = 0.3, max = 6, n = 60 }",
    },
    Case { name: "prior", method: "method.draws = 4000" },
    Case { name: "importance", method: "method.draws = 100_000\nmethod.resample = 2000" },
    Case {
        name: "metropolis",
        method: "method.chains = 3\nmethod.warmup = 1500\nmethod.draws = 2500\nmethod.thin = 2",
    },
];

#[test]
fn every_method_is_among_the_cases() {
    let mut methods: Vec<&str> = mcrun::methods::settings::METHODS.iter().map(|method| method.kind).collect();
    let mut cases: Vec<&str> = CASES.iter().map(|case| case.name).collect();
    methods.sort_unstable();
    cases.sort_unstable();
    assert_eq!(cases, methods);
}
