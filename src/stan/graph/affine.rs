//! Sums of squares of what is affine in scalars, with data as coefficients: residuals of linear regressions.
//!
//! The squared length of `X b + c` is that of `R (b, 1)`, where `R` is the triangular factor of `(X c)`: as many rows
//! as unknowns and one more, however many data there are. Householder reflections make it, so nothing cancels but what
//! cancels in the sum itself. Where the data are far from 0, residuals `y - mu` are small differences of large numbers, which
//! are exact one by one but not after a rotation: so a common offset is first taken from both.

use std::collections::{BTreeMap, HashMap};

use super::{Binary, Element, Graph, NodeId, Op, Unary};

/// More unknowns than this are not worth it.
const MOST: usize = 64;

/// An offset is taken out if it is so many times larger than what it leaves; as many digits would be lost.
const FAR: f64 = 16.0;

/// `Σ column * unknown + constant`
struct Affine {
    columns: BTreeMap<Element, Vec<f64>>,
    constant: Vec<f64>,
}

impl Graph {
    /// An array that is shorter and has the same sum of squares for all values of the unknowns, if there is one.
    pub(super) fn compressed(&mut self, x: NodeId) -> Option<NodeId> {
        let n = self.len(x);
        let mut affine = self.affine(x, n)?;
        let width = affine.columns.len() + 1;
        if width >= n || width * width > 4 * n || affine.columns.is_empty() {
            return None;
        }
        let offsets = affine.centre();
        let columns: Vec<&[f64]> =
            affine.columns.values().chain([&affine.constant]).map(|column| column.as_slice()).collect();
        let factor = triangular_factor(&columns, n)?;
        let one = self.number(1.0);
        let moved = |(&unknown, offset): (&Element, f64)| match offset {
            0.0 => unknown,
            offset => {
                let unknown = self.element(unknown);
                (self.shift(unknown, offset), 0)
            }
        };
        let mut unknowns: Vec<Element> = affine.columns.keys().zip(offsets).map(moved).collect();
        unknowns.push((one, 0));
        let unknowns = self.gather(&unknowns);
        let factor = self.constant(&factor);
        Some(self.reduce(Op::Dot, &[factor, unknowns], width))
    }

    /// `x` as `n` affine functions, if it is that.
    fn affine(&self, x: NodeId, n: usize) -> Option<Affine> {
        if let Some(values) = self.values(x) {
            let constant = if values.len() == 1 { vec![values[0]; n] } else { values.to_vec() };
            return Some(Affine { columns: BTreeMap::new(), constant });
        }
        if self.len(x) == 1 {
            return Some(Affine::unknown(self.resolve((x, 0)), vec![1.0; n]));
        }
        let node = self.node(x);
        match node.op {
            Op::Unary(Unary::Neg) => Some(self.affine(node.inputs[0], n)?.map(|_, a| -a)),
            Op::Binary(Binary::Add) => self.affine(node.inputs[0], n)?.plus(self.affine(node.inputs[1], n)?, 1.0),
            Op::Binary(Binary::Sub) => self.affine(node.inputs[0], n)?.plus(self.affine(node.inputs[1], n)?, -1.0),
            Op::Binary(Binary::Mul) => {
                let (left, right) = (node.inputs[0], node.inputs[1]);
                match (self.values(left), self.values(right)) {
                    (Some(factor), _) => Some(self.affine(right, n)?.times(factor)),
                    (_, Some(factor)) => Some(self.affine(left, n)?.times(factor)),
                    _ => None,
                }
            }
            Op::Dot if n > 1 => {
                let (matrix, vector) = (self.values(node.inputs[0])?, node.inputs[1]);
                let width = matrix.len() / n;
                if self.len(vector) != width || width > MOST {
                    return None;
                }
                let column = |j: usize| (0..n).map(|i| matrix[i * width + j]).collect();
                let parts = (0..width).map(|j| Affine::unknown(self.resolve((vector, j as u32)), column(j)));
                parts.map(Some).reduce(|sum, part| sum?.plus(part?, 1.0))?
            }
            Op::Slice(start) => {
                let elements: Vec<Element> = (0..n as u32).map(|i| self.resolve((node.inputs[0], start + i))).collect();
                self.rows(&elements)
            }
            Op::Pick(_) => {
                let elements: Vec<Element> = (0..n as u32).map(|i| self.resolve((x, i))).collect();
                self.rows(&elements)
            }
            _ => None,
        }
    }

    /// Elements of many nodes: affine functions where the node is one, else unknowns themselves.
    fn rows(&self, elements: &[Element]) -> Option<Affine> {
        let n = elements.len();
        let mut sources: HashMap<NodeId, Option<Affine>> = HashMap::new();
        let mut rows = Affine { columns: BTreeMap::new(), constant: vec![0.0; n] };
        for (i, &(id, at)) in elements.iter().enumerate() {
            let source = sources.entry(id).or_insert_with(|| {
                let is_array = self.len(id) > 1 || self.values(id).is_some();
                if is_array { self.affine(id, self.len(id)) } else { None }
            });
            match source {
                Some(affine) => {
                    rows.constant[i] = affine.constant[at as usize];
                    for (unknown, column) in affine.columns.iter().filter(|(_, column)| column[at as usize] != 0.0) {
                        rows.columns.entry(*unknown).or_insert_with(|| vec![0.0; n])[i] = column[at as usize];
                    }
                }
                None => rows.columns.entry((id, at)).or_insert_with(|| vec![0.0; n])[i] = 1.0,
            }
            if rows.columns.len() > MOST {
                return None;
            }
        }
        Some(rows)
    }
}

impl Affine {
    fn unknown(unknown: Element, column: Vec<f64>) -> Affine {
        let constant = vec![0.0; column.len()];
        Affine { columns: BTreeMap::from([(unknown, column)]), constant }
    }

    fn map(mut self, f: impl Fn(usize, f64) -> f64) -> Affine {
        let each = |column: &mut Vec<f64>| column.iter_mut().enumerate().for_each(|(i, a)| *a = f(i, *a));
        self.columns.values_mut().for_each(each);
        each(&mut self.constant);
        self
    }

    fn times(self, factor: &[f64]) -> Affine {
        self.map(|i, a| a * factor[if factor.len() == 1 { 0 } else { i }])
    }

    fn plus(mut self, other: Affine, sign: f64) -> Option<Affine> {
        for (unknown, column) in other.columns {
            let mine = self.columns.entry(unknown).or_insert_with(|| vec![0.0; column.len()]);
            mine.iter_mut().zip(column).for_each(|(a, b)| *a += sign * b);
        }
        self.constant.iter_mut().zip(other.constant).for_each(|(a, b)| *a += sign * b);
        (self.columns.len() <= MOST).then_some(self)
    }
}

impl Affine {
    /// Takes from the constant what unknowns can make up for; gives what has to be added to each of them.
    ///
    /// Only unknowns that stand in some rows by themselves, as intercepts and means of groups do: what they differ from the
    /// offset by is exact.
    fn centre(&mut self) -> Vec<f64> {
        let constant = &mut self.constant;
        let centre = |column: &Vec<f64>| {
            if column.iter().any(|a| *a != 0.0 && a.abs() != 1.0) {
                return 0.0;
            }
            let n: f64 = column.iter().map(|a| a.abs()).sum();
            let mean = column.iter().zip(&*constant).map(|(a, c)| a * c).sum::<f64>() / n;
            let rest = column.iter().zip(&*constant).map(|(a, c)| a * (a * c - mean)).map(|r| r * r).sum::<f64>();
            if mean * mean * n <= FAR * FAR * rest || !mean.is_finite() {
                return 0.0;
            }
            constant.iter_mut().zip(column).for_each(|(c, a)| *c -= a * mean);
            mean
        };
        self.columns.values().map(centre).collect()
    }
}

/// `R` of the QR decomposition of a matrix with more rows (`n`) than columns, row by row; none if a number is not finite.
fn triangular_factor(columns: &[&[f64]], n: usize) -> Option<Vec<f64>> {
    let width = columns.len();
    let mut a: Vec<Vec<f64>> = columns.iter().map(|column| column.to_vec()).collect();
    for k in 0..width {
        let scale = a[k][k..].iter().fold(0.0_f64, |max, x| max.max(x.abs()));
        if scale == 0.0 {
            continue;
        }
        let mut reflector: Vec<f64> = a[k][k..].iter().map(|x| x / scale).collect();
        let length = reflector.iter().map(|x| x * x).sum::<f64>().sqrt();
        let length = if reflector[0] > 0.0 { length } else { -length };
        reflector[0] += length;
        let square: f64 = reflector.iter().map(|x| x * x).sum();
        for column in &mut a[k..] {
            let dot: f64 = reflector.iter().zip(&column[k..]).map(|(v, x)| v * x).sum();
            let factor = 2.0 * dot / square;
            column[k..].iter_mut().zip(&reflector).for_each(|(x, v)| *x -= factor * v);
        }
        a[k][k + 1..n].fill(0.0);
    }
    let factor: Vec<f64> = (0..width).flat_map(|i| a.iter().map(move |column| column[i])).collect();
    factor.iter().all(|x| x.is_finite()).then_some(factor)
}
