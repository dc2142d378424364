//! Instructions that mostly move numbers, and products that only gradients have.

use super::PACK;
use super::instruction::Operand;
use crate::math::simd::Isa;

/// Element `k` in one lane.
#[inline(always)]
fn get(before: &[f64], x: &Operand, k: usize, lane: usize) -> f64 {
    before[x.at + k * x.outer + if x.contiguous { lane } else { 0 }]
}

/// The sum of scalars, from the first to the last.
#[inline(always)]
pub fn total(before: &[f64], terms: &[Operand], out: &mut [f64], lanes: usize) {
    for (lane, out) in out[..lanes].iter_mut().enumerate() {
        *out = terms.iter().fold(0.0, |sum, term| sum + get(before, term, 0, lane));
    }
}

/// Elements from many places.
#[inline(always)]
pub fn pick(before: &[f64], from: &[(usize, bool)], out: &mut [f64], lanes: usize) {
    if lanes == 1 {
        out.iter_mut().zip(from).for_each(|(out, (from, _))| *out = before[*from]);
        // Packs may reach beyond the end.
        let last = out[from.len() - 1];
        out[from.len()..from.len().next_multiple_of(PACK)].fill(last);
        return;
    }
    for (out, &(from, is_data)) in out.chunks_exact_mut(lanes).zip(from) {
        if is_data {
            out.fill(before[from]);
        } else {
            out.copy_from_slice(&before[from..from + lanes]);
        }
    }
}

/// Elements from many places, at one point, stored pack by pack: what is stored number by number cannot be loaded as a
/// pack until the stores are through.
#[inline(always)]
pub fn gather<I: Isa>(isa: I, before: &[f64], from: &[u32], out: &mut [f64]) {
    let (packs, rest) = from.as_chunks::<PACK>();
    let out = out.as_chunks_mut::<PACK>().0;
    let mut k = 0;
    while k < packs.len() {
        isa.store(&mut out[k], pack_of(isa, before, &packs[k]));
        k += 1;
    }
    if let Some(&last) = rest.last() {
        // Packs may reach beyond the end.
        let mut places = [last; PACK];
        places[..rest.len()].copy_from_slice(rest);
        isa.store(&mut out[k], pack_of(isa, before, &places));
    }
}

#[inline(always)]
fn pack_of<I: Isa>(isa: I, before: &[f64], from: &[u32; PACK]) -> I::Pack {
    let mut numbers = [0.0; PACK];
    let mut lane = 0;
    while lane < PACK {
        numbers[lane] = before[from[lane] as usize];
        lane += 1;
    }
    isa.load(&numbers)
}

/// Each element `times` times.
#[inline(always)]
pub fn spread(before: &[f64], x: &Operand, len: usize, times: usize, out: &mut [f64], lanes: usize) {
    if lanes == 1 {
        let numbers = &before[x.at..][..len / times];
        for (out, &x) in out.chunks_exact_mut(times).zip(numbers) {
            out.fill(x);
        }
        return;
    }
    for k in 0..len {
        for lane in 0..lanes {
            out[k * lanes + lane] = get(before, x, k / times, lane);
        }
    }
}

/// Each element added to the one named.
#[inline(always)]
pub fn scatter(before: &[f64], x: &Operand, to: &[u32], len: usize, out: &mut [f64], lanes: usize) {
    if lanes == 1 {
        let out = &mut out[..len];
        out.iter_mut().for_each(|out| *out = 0.0);
        let numbers = &before[x.at..];
        for (k, &to) in to.iter().enumerate() {
            out[to as usize] += numbers[k * x.outer];
        }
        return;
    }
    out[..len * lanes].fill(0.0);
    for (k, &to) in to.iter().enumerate() {
        for lane in 0..lanes {
            out[to as usize * lanes + lane] += get(before, x, k, lane);
        }
    }
}

/// The products of all pairs.
#[inline(always)]
pub fn outer(before: &[f64], x: &Operand, y: &Operand, rows: usize, width: usize, out: &mut [f64], lanes: usize) {
    for row in 0..rows {
        for column in 0..width {
            for lane in 0..lanes {
                out[(row * width + column) * lanes + lane] = get(before, x, row, lane) * get(before, y, column, lane);
            }
        }
    }
}

/// A transposed matrix times a vector.
#[inline(always)]
pub fn transposed_dot(
    before: &[f64],
    matrix: &Operand,
    weights: &Operand,
    rows: usize,
    width: usize,
    out: &mut [f64],
    lanes: usize,
) {
    out[..width * lanes].fill(0.0);
    for row in 0..rows {
        for column in 0..width {
            for lane in 0..lanes {
                out[column * lanes + lane] +=
                    get(before, matrix, row * width + column, lane) * get(before, weights, row, lane);
            }
        }
    }
}
