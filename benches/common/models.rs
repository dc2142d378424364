//! Models as they are in daily use, with made-up data of the usual size: each has a shape that the others have not.

use mcrun::stan::datum::Data;

use super::{int, noise, programs, real};

/// A model with its data.
pub struct Example {
    pub name: &'static str,
    pub code: &'static str,
    pub data: Data,
    /// Seconds that Stan takes for a gradient.
    pub stan: f64,
    /// The part of it that mcrun may take.
    pub goal: f64,
}

/// All of them, hidden Markov model first.
pub fn all() -> Vec<Example> {
    vec![
        hidden_markov(),
        gaussian_process(),
        simple_regression(),
        poisson_effects(),
        item_response(),
        radon(),
        two_processes(),
        diamonds(),
    ]
}

fn example(name: &'static str, code: &'static str, data: Data, microseconds: f64) -> Example {
    Example { name, code, data, stan: microseconds * 1e-6, goal: 0.5 }
}

fn size(name: &str, n: usize) -> (String, mcrun::stan::datum::Datum) {
    int(name, &[], vec![n as i64])
}

fn hidden_markov() -> Example {
    let data = vec![size("T", 100), real("y", &[100], noise(100, 1))];
    example("hidden Markov, T = 100", programs::HMM, data, 27.6)
}

fn gaussian_process() -> Example {
    let x = (0..11).map(|n| -10.0 + 2.0 * n as f64).collect();
    let data = vec![size("N", 11), real("x", &[11], x), real("y", &[11], noise(11, 1))];
    let code = "data { int N; array[N] real x; vector[N] y; }
        parameters { real<lower=0> length; real<lower=0> height; real<lower=0> sigma; }
        model { length ~ gamma(25, 4); height ~ normal(0, 2); sigma ~ normal(0, 1);
          matrix[N, N] cov = gp_exp_quad_cov(x, height, length) + diag_matrix(rep_vector(sigma, N));
          y ~ multi_normal_cholesky(rep_vector(0, N), cholesky_decompose(cov)); }";
    // Most of it is calls: the factor of a small matrix, and what is made of it.
    Example { goal: 1.0, ..example("Gaussian process, N = 11", code, data, 4.3) }
}

fn simple_regression() -> Example {
    let data = vec![size("N", 1192), real("x", &[1192], noise(1192, 1)), real("y", &[1192], noise(1192, 2))];
    let code = "data { int N; vector[N] x; vector[N] y; } parameters { vector[2] beta; real<lower=0> sigma; }
        model { y ~ normal(beta[1] + beta[2] * x, sigma); }";
    example("simple regression, N = 1192", code, data, 11.6)
}

fn poisson_effects() -> Example {
    let counts = noise(2000, 3).iter().map(|x| (3.0 + 3.0 * x) as i64).collect();
    let data = vec![size("N", 2000), int("y", &[2000], counts)];
    let code = "data { int N; array[N] int<lower=0> y; }
        parameters { real alpha; real<lower=0> sigma; vector[N] effect; }
        model { alpha ~ normal(0, 5); sigma ~ normal(0, 1); effect ~ normal(0, 1);
          y ~ poisson_log(alpha + sigma * effect); }";
    example("Poisson effects, N = 2000", code, data, 32.5)
}

fn item_response() -> Example {
    let answers = noise(2000, 5).iter().map(|x| i64::from(*x > 0.0)).collect();
    let data = vec![size("I", 20), size("J", 100), int("y", &[20, 100], answers)];
    let code = "data { int I; int J; array[I, J] int<lower=0, upper=1> y; }
        parameters { real<lower=0> sigma_theta; vector[J] theta; real<lower=0> sigma_a; vector<lower=0>[I] a;
          real mu_b; real<lower=0> sigma_b; vector[I] b; }
        model { sigma_theta ~ cauchy(0, 2); theta ~ normal(0, sigma_theta); sigma_a ~ cauchy(0, 2);
          a ~ lognormal(0, sigma_a); mu_b ~ normal(0, 5); sigma_b ~ cauchy(0, 2); b ~ normal(mu_b, sigma_b);
          for (i in 1:I) y[i] ~ bernoulli_logit(a[i] * (theta - b[i])); }";
    example("item response, 20 x 100", code, data, 60.0)
}

fn radon() -> Example {
    let (n, groups) = (919, 85);
    let county = (0..n).map(|k| (k * groups / n) as i64 + 1).collect();
    let floor = noise(n, 4).iter().map(|x| f64::from(u8::from(*x > 0.6))).collect();
    let data = vec![
        size("N", n),
        size("J", groups),
        int("county", &[n], county),
        real("uranium", &[n], noise(n, 2)),
        real("ground", &[n], floor),
        real("y", &[n], noise(n, 3)),
    ];
    let code = "data { int N; int J; array[N] int<lower=1, upper=J> county; vector[N] uranium; vector[N] ground; vector[N] y; }
        parameters { vector[J] alpha; vector[2] beta; real mu; real<lower=0> sigma_alpha; real<lower=0> sigma_y; }
        model { sigma_alpha ~ normal(0, 1); sigma_y ~ normal(0, 1); mu ~ normal(0, 10); beta ~ normal(0, 10);
          alpha ~ normal(mu, sigma_alpha);
          vector[N] mean;
          for (n in 1:N) mean[n] = alpha[county[n]] + uranium[n] * beta[1] + ground[n] * beta[2];
          y ~ normal(mean, sigma_y); }";
    example("radon, hierarchical, N = 919", code, data, 36.0)
}

/// Mean and scale of a series are both Gaussian processes on eigenfunctions.
fn two_processes() -> Example {
    let basis = |k: usize, seed: u64| noise(133 * k, seed);
    let squares = |k: usize| (1..=k).map(|k| 0.3 * k as f64).collect();
    let data = vec![
        size("N", 133),
        size("K", 40),
        size("L", 20),
        real("x", &[133, 40], basis(40, 1)),
        real("z", &[133, 20], basis(20, 2)),
        real("fx", &[40], squares(40)),
        real("fz", &[20], squares(20)),
        real("y", &[133], noise(133, 3)),
    ];
    let code = "functions {
          vector spectrum(vector f, real sd, real length) {
            return sd * sqrt(sqrt(2 * pi()) * length) * exp(-0.25 * square(length * f)); }
        }
        data { int N; int K; int L; matrix[N, K] x; matrix[N, L] z; vector[K] fx; vector[L] fz; vector[N] y; }
        parameters { real a; real<lower=0> sd_x; real<lower=0> length_x; vector[K] raw_x;
          real b; real<lower=0> sd_z; real<lower=0> length_z; vector[L] raw_z; }
        model { a ~ student_t(3, -13, 36); b ~ student_t(3, 0, 10); sd_x ~ student_t(3, 0, 36); sd_z ~ student_t(3, 0, 10);
          length_x ~ inv_gamma(1.1, 0.06); length_z ~ inv_gamma(1.1, 0.06); raw_x ~ std_normal(); raw_z ~ std_normal();
          y ~ normal(a + x * (spectrum(fx, sd_x, length_x) .* raw_x),
                     exp(b + z * (spectrum(fz, sd_z, length_z) .* raw_z))); }";
    example("mean and scale by splines, N = 133", code, data, 11.7)
}

fn diamonds() -> Example {
    let data = vec![
        size("N", 5000),
        size("K", 24),
        real("x", &[5000, 24], noise(120_000, 1)),
        real("y", &[5000], noise(5000, 2)),
    ];
    let code = "data { int N; int K; matrix[N, K] x; vector[N] y; }
        parameters { vector[K] b; real a; real<lower=0> sigma; }
        model { b ~ normal(0, 1); a ~ student_t(3, 8, 10); sigma ~ student_t(3, 0, 10);
          y ~ normal_id_glm(x, a, b, sigma); }";
    example("24 coefficients, N = 5000", code, data, 35.0)
}
