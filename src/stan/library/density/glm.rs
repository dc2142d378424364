//! Densities of regressions: a density around a linear predictor.

use crate::math::number::Number;
use crate::stan::library::Table;
use crate::stan::value::{Cell, Tensor, Value};

use super::category::index;
use super::count::{neg_binomial_2_log, poisson_log};
use super::domain::Domain::{Bit, Finite, Nonnegative, Number as NotNan, PositiveFinite};
use super::location::normal;
use super::trial::{bernoulli_logit, binomial_logit};
use super::univariate::Arguments;
use super::vectors::total;

/// What messages call the linear predictor.
const PREDICTOR: &str = "linear predictor";

/// The densities of this file.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("normal_id_glm_lpdf", |args| {
            let name = "normal_id_glm_lpdf";
            let eta = predictor(name, args[1], Some(args[2]), args[3], size(args[0]))?;
            let expected = [("y", NotNan), (PREDICTOR, Finite), ("scale", PositiveFinite)];
            Arguments::check(name, expected, &[args[0], &eta, args[4]])?.sum(normal)
        }),
        ("bernoulli_logit_glm_lpmf", |args| {
            let name = "bernoulli_logit_glm_lpmf";
            let eta = predictor(name, args[1], Some(args[2]), args[3], size(args[0]))?;
            Arguments::check(name, [("n", Bit), (PREDICTOR, Finite)], &[args[0], &eta])?.sum(bernoulli_logit)
        }),
        ("poisson_log_glm_lpmf", |args| {
            let name = "poisson_log_glm_lpmf";
            let eta = predictor(name, args[1], Some(args[2]), args[3], size(args[0]))?;
            Arguments::check(name, [("n", Nonnegative), (PREDICTOR, Finite)], &[args[0], &eta])?.sum(poisson_log)
        }),
        ("neg_binomial_2_log_glm_lpmf", |args| {
            let name = "neg_binomial_2_log_glm_lpmf";
            let eta = predictor(name, args[1], Some(args[2]), args[3], size(args[0]))?;
            let expected = [("n", Nonnegative), (PREDICTOR, Finite), ("precision", PositiveFinite)];
            Arguments::check(name, expected, &[args[0], &eta, args[4]])?.sum(neg_binomial_2_log)
        }),
        ("binomial_logit_glm_lpmf", |args| {
            let name = "binomial_logit_glm_lpmf";
            let eta = predictor(name, args[2], Some(args[3]), args[4], size(args[0]))?;
            let expected = [("successes", Nonnegative), ("trials", Nonnegative), (PREDICTOR, Finite)];
            Arguments::check(name, expected, &[args[0], args[1], &eta])?.at_least(1, 0)?.sum(binomial_logit)
        }),
        ("categorical_logit_glm_lpmf", |args| categorical(args)),
    ]
}

/// Number of elements of a container; none for a scalar.
fn size<T: Number>(value: &Value<T>) -> Option<usize> {
    value.dims().first().copied()
}

/// `intercept + x * slopes`: a row of `x` for each of the outcomes, or one row for all of them.
pub fn predictor<T: Number>(
    name: &str,
    x: &Value<T>,
    intercept: Option<&Value<T>>,
    slopes: &Value<T>,
    outcomes: Option<usize>,
) -> Result<Value<T>, String> {
    let (x, slopes) = (x.reals(), slopes.reals());
    let width = x.dims()[x.dims().len() - 1];
    if width != slopes.len() {
        return Err(format!("{name}: x has {width} columns, but there are {} slopes", slopes.len()));
    }
    let is_row = x.cell() == Cell::RowVector;
    let n = if is_row { outcomes.unwrap_or(1) } else { x.rows() };
    if outcomes.is_some_and(|outcomes| outcomes != n) {
        return Err(format!("{name}: x has {n} rows, but there are {} outcomes", outcomes.unwrap_or(1)));
    }
    let products = (0..n).map(|i| {
        let start = if is_row { 0 } else { i * width };
        T::dot(&x.data()[start..start + width], slopes.data())
    });
    let predictor: Vec<T> = match intercept {
        None => products.collect(),
        Some(Value::Reals(each)) if each.len() == n => {
            products.zip(each.data()).map(|(product, &intercept)| intercept + product).collect()
        }
        Some(Value::Reals(each)) => {
            return Err(format!("{name}: there are {} intercepts, but {n} outcomes", each.len()));
        }
        Some(one) => {
            let intercept = one.real();
            products.map(|product| intercept + product).collect()
        }
    };
    Ok(Value::Reals(Tensor::vector(predictor)))
}

/// `categorical_logit_glm_lpmf(n | x, intercepts, slopes)`, with a column of slopes for each category.
fn categorical<T: Number>(args: &[&Value<T>]) -> Result<Value<T>, String> {
    let name = "categorical_logit_glm_lpmf";
    let (x, intercepts, slopes) = (args[1].reals(), args[2].reals(), args[3].reals());
    let (width, n_categories) = (x.dims()[x.dims().len() - 1], slopes.cols());
    if width != slopes.rows() || n_categories != intercepts.len() {
        let shape = format!("{} x {n_categories}", slopes.rows());
        let wanted = format!("{width} x {}", intercepts.len());
        return Err(format!("{name}: slopes is {shape}, but must be {wanted}"));
    }
    for (what, numbers) in [("x", &x), ("intercepts", &intercepts), ("slopes", &slopes)] {
        Finite.check(name, what, numbers.data().iter().map(|x| x.value()))?;
    }
    let is_row = x.cell() == Cell::RowVector;
    let n = if is_row { size(args[0]).unwrap_or(1) } else { x.rows() };
    if size(args[0]).is_some_and(|outcomes| outcomes != n) {
        return Err(format!("{name}: x has {n} rows, but there are {} outcomes", size(args[0]).unwrap_or(1)));
    }
    let columns: Vec<Vec<T>> =
        (0..n_categories).map(|k| (0..width).map(|j| slopes.data()[j * n_categories + k]).collect()).collect();
    total((0..n).map(|i| {
        let start = if is_row { 0 } else { i * width };
        let row = &x.data()[start..start + width];
        let logits: Vec<T> =
            columns.iter().zip(intercepts.data()).map(|(column, &a)| a + T::dot(row, column)).collect();
        let category = match args[0] {
            Value::Ints(many) => many.data()[i],
            one => one.int(),
        };
        Ok(logits[index(name, category, n_categories)?] - T::ln_sum_exp(&logits))
    }))
}
