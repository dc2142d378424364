//! Sums over rows. Their shape, how many partial sums are kept and how they meet, is part of the result.
#![allow(clippy::needless_range_loop)] // Packs of several arrays go together.

use super::elementwise::Side;
use super::instruction::Reduction;
use super::{LANE_PACKS, LANES};
use crate::math::simd::{Isa, LANES as PACK, functions};

/// How many rows of how many elements; `y_row` is the distance of the rows of the second operand.
#[derive(Clone, Copy)]
pub struct Shape {
    pub rows: usize,
    pub width: usize,
    pub y_row: usize,
}

/// For one point: elements side by side.
#[inline(always)]
pub fn single<I: Isa>(isa: I, f: Reduction, x: Side, y: Side, shape: Shape, out: &mut [f64]) {
    if f == Reduction::ShortLogSumExp {
        return short_log_sum_exps(isa, x.numbers, shape, out);
    }
    for row in 0..shape.rows {
        let xs = &x.numbers[row * shape.width..][..shape.width];
        let ys = match f {
            Reduction::Dot => &y.numbers[row * shape.y_row..][..shape.width],
            _ => xs,
        };
        out[row] = match f {
            Reduction::Sum => add_up(isa, xs, xs, Plain),
            Reduction::Squares => add_up(isa, xs, xs, Squared),
            Reduction::Dot => add_up(isa, xs, ys, Multiplied),
            Reduction::LogSumExp | Reduction::ShortLogSumExp => log_sum_exp(isa, xs),
        };
    }
}

/// How an element is added to a sum. Types, not closures: see [`elementwise`](super::elementwise).
trait Adding: Copy {
    fn add<I: Isa>(self, isa: I, sum: I::Pack, x: I::Pack, y: I::Pack) -> I::Pack;
}

macro_rules! adding {
    ($($name:ident: |$isa:ident, $sum:ident, $x:ident, $y:ident| $body:expr;)*) => {$(
        #[derive(Clone, Copy)]
        struct $name;

        impl Adding for $name {
            #[inline(always)]
            fn add<I: Isa>(self, $isa: I, $sum: I::Pack, $x: I::Pack, $y: I::Pack) -> I::Pack {
                $body
            }
        }
    )*};
}

adding! {
    Plain: |isa, sum, x, _y| isa.add(sum, x);
    Squared: |isa, sum, x, _y| isa.fma(x, x, sum);
    Multiplied: |isa, sum, x, y| isa.fma(x, y, sum);
}

/// Four packs of partial sums over whole packs, one more for what is left.
#[inline(always)]
fn add_up<I: Isa>(isa: I, xs: &[f64], ys: &[f64], adding: impl Adding) -> f64 {
    let ((xs, x_rest), (ys, y_rest)) = (xs.as_chunks::<PACK>(), ys.as_chunks::<PACK>());
    let ((x_fours, x_packs), (y_fours, y_packs)) = (xs.as_chunks::<4>(), ys.as_chunks::<4>());
    let mut sums = [isa.splat(0.0); 4];
    let y_fours = &y_fours[..x_fours.len()];
    let mut i = 0;
    while i < x_fours.len() {
        let (x, y) = (&x_fours[i], &y_fours[i]);
        sums[0] = adding.add(isa, sums[0], isa.load(&x[0]), isa.load(&y[0]));
        sums[1] = adding.add(isa, sums[1], isa.load(&x[1]), isa.load(&y[1]));
        sums[2] = adding.add(isa, sums[2], isa.load(&x[2]), isa.load(&y[2]));
        sums[3] = adding.add(isa, sums[3], isa.load(&x[3]), isa.load(&y[3]));
        i += 1;
    }
    let mut i = 0;
    while i < x_packs.len() {
        sums[0] = adding.add(isa, sums[0], isa.load(&x_packs[i]), isa.load(&y_packs[i]));
        i += 1;
    }
    if !x_rest.is_empty() {
        let (mut x, mut y) = ([0.0; PACK], [0.0; PACK]);
        x[..x_rest.len()].copy_from_slice(x_rest);
        y[..y_rest.len()].copy_from_slice(y_rest);
        sums[1] = adding.add(isa, sums[1], isa.load(&x), isa.load(&y));
    }
    across(isa, isa.add(isa.add(sums[0], sums[1]), isa.add(sums[2], sums[3])))
}

/// A matrix of `rows` rows, given column by column, times `weights`; eight rows at a time.
#[inline(always)]
pub fn columns<I: Isa>(isa: I, matrix: &[f64], weights: &[f64], rows: usize, out: &mut [f64]) {
    let packs = rows.div_ceil(PACK);
    let (matrix, out) = (matrix.as_chunks::<PACK>().0, out.as_chunks_mut::<PACK>().0);
    let mut k = 0;
    while k < packs {
        let mut sum = isa.splat(0.0);
        let mut j = 0;
        while j < weights.len() {
            sum = isa.fma(isa.load(&matrix[j * packs + k]), isa.splat(weights[j]), sum);
            j += 1;
        }
        isa.store(&mut out[k], sum);
        k += 1;
    }
}

/// The sum of the lanes of a pack.
#[inline(always)]
fn across<I: Isa>(isa: I, x: I::Pack) -> f64 {
    let mut s = [0.0; PACK];
    isa.store(&mut s, x);
    ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

#[inline(always)]
fn log_sum_exp<I: Isa>(isa: I, xs: &[f64]) -> f64 {
    let max = xs.iter().fold(f64::NEG_INFINITY, |max, &x| if x > max { x } else { max });
    let origin = isa.splat(if max == f64::NEG_INFINITY { 0.0 } else { max });
    let (packs, rest) = xs.as_chunks::<PACK>();
    let mut sum = isa.splat(0.0);
    for x in packs {
        sum = isa.add(sum, isa.unary(functions::Exp, isa.sub(isa.load(x), origin)));
    }
    if !rest.is_empty() {
        let mut last = [f64::NEG_INFINITY; PACK];
        last[..rest.len()].copy_from_slice(rest);
        sum = isa.add(sum, isa.unary(functions::Exp, isa.sub(isa.load(&last), origin)));
    }
    let ln = isa.unary(functions::Ln, isa.splat(across(isa, sum)));
    let mut result = [0.0; PACK];
    isa.store(&mut result, isa.add(origin, ln));
    result[0]
}

/// `ln Σ e^x` of rows of at most a pack of elements, as many rows at a time as a pack has lanes.
#[inline(always)]
fn short_log_sum_exps<I: Isa>(isa: I, x: &[f64], shape: Shape, out: &mut [f64]) {
    let width = shape.width;
    let mut first = 0;
    while first < shape.rows {
        let rows = (shape.rows - first).min(PACK);
        let x = &x[first * width..][..rows * width];
        let mut columns = [isa.splat(f64::NEG_INFINITY); PACK];
        let mut max = columns[0];
        for (j, to) in columns[..width].iter_mut().enumerate() {
            let mut column = [0.0; PACK];
            for row in 0..rows {
                column[row] = x[row * width + j];
            }
            *to = isa.load(&column);
            max = isa.select(isa.lt(max, *to), *to, max);
        }
        let origin = isa.select(isa.eq(max, isa.splat(f64::NEG_INFINITY)), isa.splat(0.0), max);
        let mut sum = isa.splat(0.0);
        for x in &columns[..width] {
            sum = isa.add(sum, isa.unary(functions::Exp, isa.sub(*x, origin)));
        }
        let mut result = [0.0; PACK];
        isa.store(&mut result, isa.add(origin, isa.unary(functions::Ln, sum)));
        out[first..first + rows].copy_from_slice(&result[..rows]);
        first += rows;
    }
}

/// For points in lanes: each lane adds up its own elements, those of even and odd number apart.
#[inline(always)]
pub fn lanes<I: Isa>(isa: I, f: Reduction, x: Side, y: Side, shape: Shape, out: &mut [f64]) {
    match (f, x.contiguous, y.contiguous) {
        (Reduction::Sum, true, _) => add_rows::<I, true, true>(isa, Plain, x, x, shape, out),
        (Reduction::Sum, false, _) => add_rows::<I, false, false>(isa, Plain, x, x, shape, out),
        (Reduction::Squares, true, _) => add_rows::<I, true, true>(isa, Squared, x, x, shape, out),
        (Reduction::Squares, false, _) => add_rows::<I, false, false>(isa, Squared, x, x, shape, out),
        (Reduction::Dot, true, true) => add_rows::<I, true, true>(isa, Multiplied, x, y, shape, out),
        (Reduction::Dot, true, false) => add_rows::<I, true, false>(isa, Multiplied, x, y, shape, out),
        (Reduction::Dot, false, true) => add_rows::<I, false, true>(isa, Multiplied, x, y, shape, out),
        (Reduction::Dot, false, false) => add_rows::<I, false, false>(isa, Multiplied, x, y, shape, out),
        (Reduction::LogSumExp | Reduction::ShortLogSumExp, true, _) => log_sum_exp_rows::<I, true>(isa, x, shape, out),
        (Reduction::LogSumExp | Reduction::ShortLogSumExp, false, _) => {
            log_sum_exp_rows::<I, false>(isa, x, shape, out)
        }
    }
}

/// The sums of all rows; whether operands have one number for all lanes is known.
#[inline(always)]
fn add_rows<I: Isa, const X: bool, const Y: bool>(
    isa: I,
    adding: impl Adding,
    x: Side,
    y: Side,
    shape: Shape,
    out: &mut [f64],
) {
    let mut row = 0;
    while row < shape.rows {
        let (xs, ys) = (Column::<X>::of(x, row * shape.width), Column::<Y>::of(y, row * shape.y_row));
        store(isa, add_lanes(isa, xs, ys, shape.width, adding), row, out);
        row += 1;
    }
}

/// One row of results.
#[inline(always)]
fn store<I: Isa>(isa: I, result: [I::Pack; LANE_PACKS], row: usize, out: &mut [f64]) {
    let to = out[row * LANES..][..LANES].as_chunks_mut::<PACK>().0;
    let mut i = 0;
    while i < LANE_PACKS {
        isa.store(&mut to[i], result[i]);
        i += 1;
    }
}

/// The elements of a row: each in all lanes, or one number for all of them.
#[derive(Clone, Copy)]
struct Column<'m, const IN_LANES: bool> {
    numbers: &'m [f64],
    outer: usize,
}

impl<'m, const IN_LANES: bool> Column<'m, IN_LANES> {
    #[inline(always)]
    fn of(side: Side<'m>, first: usize) -> Self {
        Column { numbers: &side.numbers[first * side.outer..], outer: side.outer }
    }

    #[inline(always)]
    fn get<I: Isa>(&self, isa: I, k: usize) -> [I::Pack; LANE_PACKS] {
        let at = k * self.outer;
        let mut all = [isa.splat(self.numbers[at]); LANE_PACKS];
        if IN_LANES {
            let packs = self.numbers[at..][..LANES].as_chunks::<PACK>().0;
            let mut i = 0;
            while i < LANE_PACKS {
                all[i] = isa.load(&packs[i]);
                i += 1;
            }
        }
        all
    }
}

#[inline(always)]
fn add_lanes<I: Isa, const X: bool, const Y: bool>(
    isa: I,
    xs: Column<X>,
    ys: Column<Y>,
    width: usize,
    adding: impl Adding,
) -> [I::Pack; LANE_PACKS] {
    let mut even = [isa.splat(0.0); LANE_PACKS];
    let mut odd = [isa.splat(0.0); LANE_PACKS];
    let mut k = 0;
    while k + 1 < width {
        even = add_element(isa, even, xs.get(isa, k), ys.get(isa, k), adding);
        odd = add_element(isa, odd, xs.get(isa, k + 1), ys.get(isa, k + 1), adding);
        k += 2;
    }
    if k < width {
        even = add_element(isa, even, xs.get(isa, k), ys.get(isa, k), adding);
    }
    add_element(isa, even, odd, odd, Plain)
}

/// Adds an element in all lanes.
#[inline(always)]
fn add_element<I: Isa>(
    isa: I,
    mut sums: [I::Pack; LANE_PACKS],
    x: [I::Pack; LANE_PACKS],
    y: [I::Pack; LANE_PACKS],
    adding: impl Adding,
) -> [I::Pack; LANE_PACKS] {
    let mut i = 0;
    while i < LANE_PACKS {
        sums[i] = adding.add(isa, sums[i], x[i], y[i]);
        i += 1;
    }
    sums
}

#[inline(always)]
fn log_sum_exp_rows<I: Isa, const X: bool>(isa: I, x: Side, shape: Shape, out: &mut [f64]) {
    for row in 0..shape.rows {
        let xs = Column::<X>::of(x, row * shape.width);
        store(isa, log_sum_exp_lanes(isa, xs, shape.width), row, out);
    }
}

#[inline(always)]
fn log_sum_exp_lanes<I: Isa, const X: bool>(isa: I, xs: Column<X>, width: usize) -> [I::Pack; LANE_PACKS] {
    let low = isa.splat(f64::NEG_INFINITY);
    let mut max = [low; LANE_PACKS];
    for k in 0..width {
        let x = xs.get(isa, k);
        for i in 0..LANE_PACKS {
            max[i] = isa.select(isa.lt(max[i], x[i]), x[i], max[i]);
        }
    }
    for max in &mut max {
        *max = isa.select(isa.eq(*max, low), isa.splat(0.0), *max);
    }
    let mut sum = [isa.splat(0.0); LANE_PACKS];
    for k in 0..width {
        let x = xs.get(isa, k);
        for i in 0..LANE_PACKS {
            sum[i] = isa.add(sum[i], isa.unary(functions::Exp, isa.sub(x[i], max[i])));
        }
    }
    for i in 0..LANE_PACKS {
        sum[i] = isa.add(max[i], isa.unary(functions::Ln, sum[i]));
    }
    sum
}
