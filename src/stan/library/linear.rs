//! Products of matrices and what is done with their diagonals.

use super::Table;
use super::arguments::{room, square, symmetric};
use super::broadcast::{Elements, Outcome, sizes};
use super::operators::{extent, matrix_product};
use crate::math::linalg;
use crate::math::number::Number;
use crate::stan::value::{Cell, Tensor, Value};

/// Products, quadratic forms, diagonals.
pub fn table<T: Number>() -> Table<T> {
    &[
        ("diagonal", |args| Ok(Value::Reals(Tensor::vector(diagonal(&args[0].reals()))))),
        ("trace", |args| Ok(Value::Real(T::sum(&diagonal(&args[0].reals()))))),
        ("diag_matrix", diag_matrix),
        ("add_diag", add_diag),
        ("diag_pre_multiply", |args| {
            let (d, m) = (args[0].reals(), args[1].reals());
            fits("diag_pre_multiply", "rows", d.len(), m.rows())?;
            Ok(scaled(&m, |i, _| d.data()[i]))
        }),
        ("diag_post_multiply", |args| {
            let (m, d) = (args[0].reals(), args[1].reals());
            fits("diag_post_multiply", "columns", d.len(), m.cols())?;
            Ok(scaled(&m, |_, j| d.data()[j]))
        }),
        ("quad_form_diag", quad_form_diag),
        ("crossprod", |args| {
            let m = args[0].reals();
            Ok(Value::Reals(outer(&linalg::transpose(m.data(), m.rows(), m.cols()), m.cols(), m.rows())))
        }),
        ("tcrossprod", |args| {
            let m = args[0].reals();
            Ok(Value::Reals(outer(m.data(), m.rows(), m.cols())))
        }),
        ("multiply_lower_tri_self_transpose", |args| {
            let m = args[0].reals();
            Ok(Value::Reals(outer(&lower(&m), m.rows(), m.cols())))
        }),
        ("symmetrize_from_lower_tri", symmetrize_from_lower_tri),
        ("quad_form", |args| {
            let (a, b) = (args[0].reals(), args[1].reals());
            square("quad_form", &a)?;
            quad_form("quad_form", &a, &b, false)
        }),
        ("quad_form_sym", |args| {
            let (a, b) = (args[0].reals(), args[1].reals());
            symmetric("quad_form_sym", &a)?;
            quad_form("quad_form_sym", &a, &b, true)
        }),
        ("trace_quad_form", |args| trace_quad_form("trace_quad_form", None, args)),
        ("trace_gen_quad_form", |args| trace_quad_form("trace_gen_quad_form", Some(args[0].reals()), &args[1..])),
        ("trace_dot", trace_dot),
        ("matrix_power", matrix_power),
        ("matrix_exp", |args| Ok(Value::Reals(matrix_exp("matrix_exp", &args[0].reals())?))),
        ("matrix_exp_multiply", |args| {
            let name = "matrix_exp_multiply";
            matrix_product(name, &matrix_exp(name, &args[0].reals())?, &args[1].reals()).map(Value::Reals)
        }),
        ("scale_matrix_exp_multiply", |args| {
            let (name, scale) = ("scale_matrix_exp_multiply", args[0].real());
            let scaled = args[1].reals().map(|&x| x * scale);
            matrix_product(name, &matrix_exp(name, &scaled)?, &args[2].reals()).map(Value::Reals)
        }),
    ]
}

fn diagonal<T: Number>(m: &Tensor<T>) -> Vec<T> {
    (0..m.rows().min(m.cols())).map(|i| m.data()[i * m.cols() + i]).collect()
}

/// A matrix by its entries.
fn build<T: Number>(rows: usize, cols: usize, mut entry: impl FnMut(usize, usize) -> T) -> Tensor<T> {
    let mut data = Vec::with_capacity(rows * cols);
    for i in 0..rows {
        for j in 0..cols {
            data.push(entry(i, j));
        }
    }
    Tensor::matrix(rows, cols, data)
}

fn fits(name: &str, what: &str, diagonal: usize, n: usize) -> Result<(), String> {
    if diagonal == n {
        return Ok(());
    }
    Err(format!("{name}: diagonal has {diagonal} elements, but the matrix {n} {what}"))
}

fn diag_matrix<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let d = args[0].reals();
    room("diag_matrix", &[d.len(), d.len()])?;
    let entry = |i: usize, j: usize| if i == j { d.data()[i] } else { T::constant(0.0) };
    Ok(Value::Reals(build(d.len(), d.len(), entry)))
}

fn add_diag<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let mut m = args[0].reals();
    let (n, cols) = (m.rows().min(m.cols()), m.cols());
    let d = Elements::of(args[1]);
    if let Elements::Many(d) = &d {
        fits("add_diag", "diagonal elements", d.len(), n)?;
    }
    let data = m.data_mut();
    (0..n).for_each(|i| data[i * cols + i] += d.get(i));
    Ok(Value::Reals(m))
}

/// Every entry multiplied by what belongs to its row and column.
fn scaled<T: Number>(m: &Tensor<T>, factor: impl Fn(usize, usize) -> T) -> Value<T> {
    Value::Reals(build(m.rows(), m.cols(), |i, j| m.data()[i * m.cols() + j] * factor(i, j)))
}

fn quad_form_diag<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let (m, d) = (args[0].reals(), args[1].reals());
    let n = square("quad_form_diag", &m)?;
    fits("quad_form_diag", "rows", d.len(), n)?;
    Ok(scaled(&m, |i, j| d.data()[i] * d.data()[j]))
}

/// `a aᵀ`
fn outer<T: Number>(a: &[T], rows: usize, cols: usize) -> Tensor<T> {
    Tensor::matrix(rows, rows, linalg::multiply_by_transpose(a, rows, cols))
}

/// The lower triangle, with zeros above it.
fn lower<T: Number>(m: &Tensor<T>) -> Vec<T> {
    let entry = |at: usize| if at % m.cols() > at / m.cols() { T::constant(0.0) } else { m.data()[at] };
    (0..m.len()).map(entry).collect()
}

fn symmetrize_from_lower_tri<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let mut m = args[0].reals();
    let n = square("symmetrize_from_lower_tri", &m)?;
    linalg::mirror(m.data_mut(), n);
    Ok(Value::Reals(m))
}

/// `bᵀ a b`
fn quad_form<T: Number>(name: &str, a: &Tensor<T>, b: &Tensor<T>, is_symmetric: bool) -> Outcome<T> {
    let right = matrix_product(name, a, b)?;
    if b.cell() == Cell::Vector {
        return Ok(Value::Real(T::dot(b.data(), right.data())));
    }
    let (rows, cols) = extent(b);
    let form = linalg::multiply(&linalg::transpose(b.data(), rows, cols), right.data(), cols, rows, cols);
    let entry = |i: usize, j: usize| match is_symmetric && i != j {
        true => (form[i * cols + j] + form[j * cols + i]) * 0.5,
        false => form[i * cols + j],
    };
    Ok(Value::Reals(build(cols, cols, entry)))
}

/// The trace of `d bᵀ a b`, or without `d`.
fn trace_quad_form<T: Number>(name: &str, d: Option<Tensor<T>>, args: &[&Value<T>]) -> Outcome<T> {
    let (a, b) = (args[0].reals(), args[1].reals());
    square(name, &a)?;
    let form = match quad_form(name, &a, &b, false)? {
        Value::Reals(form) => form,
        scalar => return Ok(scalar),
    };
    let Some(d) = d else { return Ok(Value::Real(T::sum(&diagonal(&form)))) };
    square(name, &d)?;
    Ok(Value::Real(T::sum(&diagonal(&matrix_product(name, &d, &form)?))))
}

/// The trace of a product of two matrices.
fn trace_dot<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let (a, b) = (args[0].reals(), args[1].reals());
    if (a.rows(), a.cols()) != (b.cols(), b.rows()) {
        return Err(format!("trace_dot: left is {}, right {}", sizes(a.dims()), sizes(b.dims())));
    }
    Ok(Value::Real(T::dot(a.data(), &linalg::transpose(b.data(), b.rows(), b.cols()))))
}

/// Repeated products, by squaring.
fn matrix_power<T: Number>(args: &[&Value<T>]) -> Outcome<T> {
    let mut base = args[0].reals();
    let n = square("matrix_power", &base)?;
    let mut exponent = super::arguments::size("matrix_power", "exponent", args[1])?;
    let mut power = identity(n);
    while exponent > 0 {
        if exponent % 2 == 1 {
            power = matrix_product("matrix_power", &power, &base)?;
        }
        base = matrix_product("matrix_power", &base, &base)?;
        exponent /= 2;
    }
    Ok(Value::Reals(power))
}

/// `Σ aⁿ / n!`, of the matrix halved until it is small, then squared as often.
fn matrix_exp<T: Number>(name: &str, a: &Tensor<T>) -> Result<Tensor<T>, String> {
    /// Enough for a matrix of norm ½: 2⁻¹⁶ / 16! is below 1e-18.
    const TERMS: usize = 16;
    let n = square(name, a)?;
    let row_sum = |row: &[T]| row.iter().fold(0.0, |sum, x| sum + x.value().abs());
    let norm = a.data().chunks(n.max(1)).map(row_sum).fold(0.0, |max, sum| if sum > max { sum } else { max });
    if linalg::values(a.data()).iter().any(|x| !x.is_finite()) {
        return Err(format!("{name}: matrix has an element that is not finite"));
    }
    let (mut halvings, mut scale) = (0, 1.0);
    while norm * scale > 0.5 {
        halvings += 1;
        scale *= 0.5;
    }
    let small = a.map(|&x| x * scale);
    // 1 + a (1 + a/2 (1 + a/3 (...)))
    let mut sum = identity(n);
    for term in (1..TERMS).rev() {
        let product = linalg::multiply(small.data(), sum.data(), n, n, n);
        sum = build(n, n, |i, j| product[i * n + j] / term as f64 + f64::from(i == j));
    }
    for _ in 0..halvings {
        sum = matrix_product(name, &sum, &sum)?;
    }
    Ok(sum)
}

fn identity<T: Number>(n: usize) -> Tensor<T> {
    build(n, n, |i, j| T::constant(f64::from(i == j)))
}
