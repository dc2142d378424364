//! Sums over rows. Their shape, how many partial sums are kept and how they meet, is part of the result.

use super::instruction::{Operand, Reduction};
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
pub fn single<I: Isa>(isa: I, f: Reduction, before: &[f64], x: Operand, y: Operand, shape: Shape, out: &mut [f64]) {
    for row in 0..shape.rows {
        let xs = &before[x.at + row * shape.width..][..shape.width];
        let ys = match f {
            Reduction::Dot => &before[y.at + row * shape.y_row..][..shape.width],
            _ => xs,
        };
        out[row] = match f {
            Reduction::Sum => add_up(isa, xs, xs, |sum, x, _| isa.add(sum, x)),
            Reduction::Squares => add_up(isa, xs, xs, |sum, x, _| isa.fma(x, x, sum)),
            Reduction::Dot => add_up(isa, xs, ys, |sum, x, y| isa.fma(x, y, sum)),
            Reduction::LogSumExp => log_sum_exp(isa, xs),
        };
    }
}

/// Four packs of partial sums over whole packs, one more for what is left.
#[inline(always)]
fn add_up<I: Isa>(isa: I, xs: &[f64], ys: &[f64], add: impl Fn(I::Pack, I::Pack, I::Pack) -> I::Pack) -> f64 {
    let ((xs, x_rest), (ys, y_rest)) = (xs.as_chunks::<PACK>(), ys.as_chunks::<PACK>());
    let ((x_fours, x_packs), (y_fours, y_packs)) = (xs.as_chunks::<4>(), ys.as_chunks::<4>());
    let mut sums = [isa.splat(0.0); 4];
    for (x, y) in x_fours.iter().zip(y_fours) {
        for k in 0..4 {
            sums[k] = add(sums[k], isa.load(&x[k]), isa.load(&y[k]));
        }
    }
    for (x, y) in x_packs.iter().zip(y_packs) {
        sums[0] = add(sums[0], isa.load(x), isa.load(y));
    }
    if !x_rest.is_empty() {
        let (mut x, mut y) = ([0.0; PACK], [0.0; PACK]);
        x[..x_rest.len()].copy_from_slice(x_rest);
        y[..y_rest.len()].copy_from_slice(y_rest);
        sums[1] = add(sums[1], isa.load(&x), isa.load(&y));
    }
    across(isa, isa.add(isa.add(sums[0], sums[1]), isa.add(sums[2], sums[3])))
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
        sum = isa.add(sum, functions::exp(isa, isa.sub(isa.load(x), origin)));
    }
    if !rest.is_empty() {
        let mut last = [f64::NEG_INFINITY; PACK];
        last[..rest.len()].copy_from_slice(rest);
        sum = isa.add(sum, functions::exp(isa, isa.sub(isa.load(&last), origin)));
    }
    let ln = functions::ln(isa, isa.splat(across(isa, sum)));
    let mut result = [0.0; PACK];
    isa.store(&mut result, isa.add(origin, ln));
    result[0]
}

/// For points in lanes: each lane adds up its own elements, those of even and odd number apart.
#[inline(always)]
pub fn lanes<I: Isa>(isa: I, f: Reduction, before: &[f64], x: Operand, y: Operand, shape: Shape, out: &mut [f64]) {
    for row in 0..shape.rows {
        let xs = Column { before, start: x.at + row * shape.width * x.outer, operand: x };
        let ys = Column { before, start: y.at + row * shape.y_row * y.outer, operand: y };
        let result = match f {
            Reduction::Sum => add_lanes(isa, xs, xs, shape.width, |sum, x, _| isa.add(sum, x)),
            Reduction::Squares => add_lanes(isa, xs, xs, shape.width, |sum, x, _| isa.fma(x, x, sum)),
            Reduction::Dot => add_lanes(isa, xs, ys, shape.width, |sum, x, y| isa.fma(x, y, sum)),
            Reduction::LogSumExp => log_sum_exp_lanes(isa, xs, shape.width),
        };
        let to = out[row * LANES..][..LANES].as_chunks_mut::<PACK>().0;
        for (to, result) in to.iter_mut().zip(result) {
            isa.store(to, result);
        }
    }
}

/// The elements of a row, each in all lanes.
#[derive(Clone, Copy)]
struct Column<'m> {
    before: &'m [f64],
    start: usize,
    operand: Operand,
}

impl Column<'_> {
    #[inline(always)]
    fn get<I: Isa>(&self, isa: I, k: usize) -> [I::Pack; LANE_PACKS] {
        let at = self.start + k * self.operand.outer;
        if self.operand.contiguous {
            let packs = self.before[at..][..LANES].as_chunks::<PACK>().0;
            std::array::from_fn(|i| isa.load(&packs[i]))
        } else {
            [isa.splat(self.before[at]); LANE_PACKS]
        }
    }
}

#[inline(always)]
fn add_lanes<I: Isa>(
    isa: I,
    xs: Column,
    ys: Column,
    width: usize,
    add: impl Fn(I::Pack, I::Pack, I::Pack) -> I::Pack,
) -> [I::Pack; LANE_PACKS] {
    let mut sums = [[isa.splat(0.0); LANE_PACKS]; 2];
    for k in 0..width / 2 {
        for (part, sums) in sums.iter_mut().enumerate() {
            let (x, y) = (xs.get(isa, 2 * k + part), ys.get(isa, 2 * k + part));
            for i in 0..LANE_PACKS {
                sums[i] = add(sums[i], x[i], y[i]);
            }
        }
    }
    if width % 2 == 1 {
        let (x, y) = (xs.get(isa, width - 1), ys.get(isa, width - 1));
        for i in 0..LANE_PACKS {
            sums[0][i] = add(sums[0][i], x[i], y[i]);
        }
    }
    std::array::from_fn(|i| isa.add(sums[0][i], sums[1][i]))
}

#[inline(always)]
fn log_sum_exp_lanes<I: Isa>(isa: I, xs: Column, width: usize) -> [I::Pack; LANE_PACKS] {
    let low = isa.splat(f64::NEG_INFINITY);
    let mut max = [low; LANE_PACKS];
    for k in 0..width {
        let x = xs.get(isa, k);
        for i in 0..LANE_PACKS {
            max[i] = isa.select(isa.lt(max[i], x[i]), x[i], max[i]);
        }
    }
    let origin: [I::Pack; LANE_PACKS] =
        std::array::from_fn(|i| isa.select(isa.eq(max[i], low), isa.splat(0.0), max[i]));
    let mut sum = [isa.splat(0.0); LANE_PACKS];
    for k in 0..width {
        let x = xs.get(isa, k);
        for i in 0..LANE_PACKS {
            sum[i] = isa.add(sum[i], functions::exp(isa, isa.sub(x[i], origin[i])));
        }
    }
    std::array::from_fn(|i| isa.add(origin[i], functions::ln(isa, sum[i])))
}
