//! Reverse-mode differentiation with a plain tape: obvious, slow, the oracle for everything faster.

use std::cell::RefCell;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub};
use std::sync::Arc;

use super::number::Number;

/// The node of numbers that depend on no input.
const CONSTANT: u32 = u32::MAX;

/// The recording of one evaluation: for each node the end of its stretch in `edges`.
#[derive(Default)]
struct Tape {
    ends: Vec<u32>,
    /// Parent node and partial derivative.
    edges: Vec<(u32, f64)>,
    adjoints: Vec<f64>,
}

thread_local! {
    /// Scratch of the [`gradient`] call that is running on this thread; empty between calls.
    static TAPE: RefCell<Tape> = RefCell::default();
}

impl Tape {
    fn clear(&mut self) {
        self.ends.clear();
        self.edges.clear();
    }

    fn node(&mut self, parents: impl IntoIterator<Item = (u32, f64)>) -> u32 {
        self.edges.extend(parents.into_iter().filter(|(parent, _)| *parent != CONSTANT));
        self.ends.push(u32::try_from(self.edges.len()).expect("a tape has fewer than 2^32 edges"));
        self.ends.len() as u32 - 1
    }

    /// Adjoints of all nodes for a seed of 1 at `output`. Partials that meet an adjoint of 0 are not
    /// looked at, so an unused branch with an infinite slope does no harm.
    fn sweep(&mut self, output: u32) {
        self.adjoints.clear();
        self.adjoints.resize(self.ends.len(), 0.0);
        self.adjoints[output as usize] = 1.0;
        for node in (0..=output as usize).rev() {
            let adjoint = self.adjoints[node];
            if adjoint == 0.0 {
                continue;
            }
            let start = if node == 0 { 0 } else { self.ends[node - 1] as usize };
            for &(parent, partial) in &self.edges[start..self.ends[node] as usize] {
                self.adjoints[parent as usize] += adjoint * partial;
            }
        }
    }
}

/// A number that remembers how it was computed from the inputs of the [`gradient`] call it belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Var {
    value: f64,
    node: u32,
}

/// The value of `f` at `x`, with its gradient in `grad`, which has the length of `x`.
///
/// On an error `grad` is left as it was. Calls do not nest.
pub fn gradient<E>(x: &[f64], grad: &mut [f64], f: impl FnOnce(&[Var]) -> Result<Var, E>) -> Result<f64, E> {
    TAPE.with_borrow_mut(Tape::clear);
    let inputs: Vec<Var> =
        x.iter().map(|&value| Var { value, node: TAPE.with_borrow_mut(|tape| tape.node([])) }).collect();
    let output = f(&inputs)?;
    TAPE.with_borrow_mut(|tape| {
        if output.node == CONSTANT {
            grad.fill(0.0);
        } else {
            tape.sweep(output.node);
            grad.copy_from_slice(&tape.adjoints[..x.len()]);
        }
        tape.clear();
    });
    Ok(output.value)
}

impl Number for Var {
    const RECORDS: bool = true;

    fn constant(value: f64) -> Var {
        Var { value, node: CONSTANT }
    }

    fn value(self) -> f64 {
        self.value
    }

    fn unary(self, value: f64, derivative: impl FnOnce() -> f64) -> Var {
        if self.node == CONSTANT {
            return Var::constant(value);
        }
        let edge = (self.node, derivative());
        Var { value, node: TAPE.with_borrow_mut(|tape| tape.node([edge])) }
    }

    fn binary(self, other: Var, value: f64, partials: impl FnOnce() -> (f64, f64)) -> Var {
        if self.node == CONSTANT && other.node == CONSTANT {
            return Var::constant(value);
        }
        let (left, right) = partials();
        Var { value, node: TAPE.with_borrow_mut(|tape| tape.node([(self.node, left), (other.node, right)])) }
    }

    fn combine<I: IntoIterator<Item = (Var, f64)>>(value: f64, inputs: impl FnOnce() -> I) -> Var {
        let edges: Vec<(u32, f64)> =
            inputs().into_iter().filter(|(x, _)| x.node != CONSTANT).map(|(x, partial)| (x.node, partial)).collect();
        if edges.is_empty() {
            return Var::constant(value);
        }
        Var { value, node: TAPE.with_borrow_mut(|tape| tape.node(edges)) }
    }

    fn lift(data: &Arc<Vec<f64>>) -> Arc<Vec<Var>> {
        Arc::new(data.iter().map(|&value| Var::constant(value)).collect())
    }
}

impl Add for Var {
    type Output = Var;
    fn add(self, other: Var) -> Var {
        self.binary(other, self.value + other.value, || (1.0, 1.0))
    }
}

impl Sub for Var {
    type Output = Var;
    fn sub(self, other: Var) -> Var {
        self.binary(other, self.value - other.value, || (1.0, -1.0))
    }
}

impl Mul for Var {
    type Output = Var;
    fn mul(self, other: Var) -> Var {
        self.binary(other, self.value * other.value, || (other.value, self.value))
    }
}

impl Div for Var {
    type Output = Var;
    fn div(self, other: Var) -> Var {
        let value = self.value / other.value;
        self.binary(other, value, || (1.0 / other.value, -value / other.value))
    }
}

impl Neg for Var {
    type Output = Var;
    fn neg(self) -> Var {
        self.unary(-self.value, || -1.0)
    }
}

impl AddAssign for Var {
    fn add_assign(&mut self, other: Var) {
        *self = *self + other;
    }
}

impl Add<f64> for Var {
    type Output = Var;
    fn add(self, other: f64) -> Var {
        self.unary(self.value + other, || 1.0)
    }
}

impl Sub<f64> for Var {
    type Output = Var;
    fn sub(self, other: f64) -> Var {
        self.unary(self.value - other, || 1.0)
    }
}

impl Mul<f64> for Var {
    type Output = Var;
    fn mul(self, other: f64) -> Var {
        self.unary(self.value * other, || other)
    }
}

impl Div<f64> for Var {
    type Output = Var;
    fn div(self, other: f64) -> Var {
        self.unary(self.value / other, || 1.0 / other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gradient_follows_shared_subexpressions() {
        let mut grad = [0.0; 2];
        let value = gradient::<()>(&[2.0, 3.0], &mut grad, |x| {
            let product = x[0] * x[1];
            Ok(product * product + x[0].exp() - x[1] / x[0])
        });
        let e2 = Number::exp(2.0_f64);
        assert_eq!(value, Ok(36.0 + e2 - 1.5));
        assert_eq!(grad, [36.0 + e2 + 0.75, 24.0 - 0.5]);
    }

    #[test]
    fn gradient_of_a_constant_is_zero() {
        let mut grad = [f64::NAN; 1];
        assert_eq!(gradient::<()>(&[2.0], &mut grad, |_| Ok(Var::constant(5.0))), Ok(5.0));
        assert_eq!(grad, [0.0]);
    }
}
