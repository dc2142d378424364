//! Sums of squares of what is affine in scalars, with data as coefficients: residuals of linear regressions.
//!
//! The squared length of `X b + c` is that of `R (b, 1)`, where `R` is the triangular factor of `(X c)`: as many rows
//! as unknowns and one more, however many data there are. Householder reflections make it, so nothing cancels but what
//! cancels in the sum itself. Where the data are far from 0, residuals `y - mu` are small differences of large numbers, which
//! are exact one by one but not after a rotation: so a common offset is first taken from both. Where
//! rows have few unknowns each, as with an intercept for every group, those with the same unknowns have a factor of
//! their own.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use smallvec::{SmallVec, smallvec};

use super::{Binary, Element, Graph, NodeId, Op, Unary};

/// More unknowns than this in a row are not worth it.
const MOST: usize = 64;

/// More unknowns than this in each of many groups are not worth it.
const MOST_OF_GROUP: usize = 8;

/// An offset is taken out if it is so many times larger than what it leaves; as many digits would be lost.
const FAR: f64 = 16.0;

/// `Σ coefficient * unknown + constant`, by increasing unknown.
#[derive(Clone)]
struct Row {
    terms: SmallVec<[(Element, f64); 4]>,
    constant: f64,
}

/// Rows with the same unknowns.
type Groups<'a> = BTreeMap<Vec<Element>, Vec<&'a Row>>;

impl Graph {
    /// Arrays that are shorter and whose squares have the same sum for all values of the unknowns, if there are any.
    pub(super) fn compressed(&mut self, x: NodeId) -> Option<Vec<NodeId>> {
        let n = self.len(x);
        let rows = self.affine(x, n)?;
        let unknowns: BTreeSet<Element> = rows.iter().flat_map(|row| row.terms.iter().map(|term| term.0)).collect();
        let mut groups = Groups::new();
        for row in &rows {
            groups.entry(row.terms.iter().map(|term| term.0).collect()).or_default().push(row);
        }
        let width = unknowns.len() + 1;
        let size: usize = groups.keys().map(|unknowns| (unknowns.len() + 1).pow(2)).sum();
        let small = groups.keys().all(|unknowns| unknowns.len() <= MOST_OF_GROUP);
        if small && size < n && 4 * size < width * width {
            return self.by_groups(&groups);
        }
        if width >= n || width * width > 4 * n || width == 1 || width > MOST + 1 {
            return None;
        }
        let unknowns: Vec<Element> = unknowns.into_iter().collect();
        let Factor { offsets, entries } = Factor::of(&unknowns, &rows.iter().collect::<Vec<_>>())?;
        let one = self.number(1.0);
        let moved = |(unknown, offset): (Element, f64)| match offset {
            0.0 => unknown,
            offset => {
                let unknown = self.element(unknown);
                (self.shift(unknown, offset), 0)
            }
        };
        let mut unknowns: Vec<Element> = unknowns.into_iter().zip(offsets).map(moved).collect();
        unknowns.push((one, 0));
        let unknowns = self.gather(&unknowns);
        let factor = self.constant(&entries);
        Some(vec![self.reduce(Op::Dot, &[factor, unknowns], width)])
    }

    /// Row by row of the groups' factors, an array over the groups with as many unknowns.
    fn by_groups(&mut self, groups: &Groups) -> Option<Vec<NodeId>> {
        let mut parts = Vec::new();
        for count in groups.keys().map(Vec::len).collect::<BTreeSet<usize>>() {
            let alike: Vec<_> = groups.iter().filter(|(unknowns, _)| unknowns.len() == count).collect();
            let factors: Option<Vec<Factor>> =
                alike.iter().map(|(unknowns, rows)| Factor::of(unknowns, rows)).collect();
            let factors = factors?;
            let mut columns = Vec::with_capacity(count);
            for j in 0..count {
                let elements: Vec<Element> = alike.iter().map(|(unknowns, _)| unknowns[j]).collect();
                let same = elements.iter().all(|element| *element == elements[0]);
                let column = if same { self.element(elements[0]) } else { self.gather(&elements) };
                let offsets: Vec<f64> = factors.iter().map(|factor| factor.offsets[j]).collect();
                let offsets = if offsets.iter().all(|offset| *offset == 0.0) { vec![0.0] } else { offsets };
                let offsets = self.constant(&offsets);
                columns.push(self.add(column, offsets));
            }
            for i in 0..=count {
                let entries = |j: usize| -> Vec<f64> {
                    factors.iter().map(|factor| factor.entries[i * (count + 1) + j]).collect()
                };
                let mut row = self.constant(&entries(count));
                for (j, &column) in columns.iter().enumerate().skip(i) {
                    let factor = self.constant(&entries(j));
                    let term = self.mul(factor, column);
                    row = self.add(row, term);
                }
                parts.push(row);
            }
        }
        Some(parts)
    }

    /// `x` as `n` affine functions, if it is that.
    fn affine(&self, x: NodeId, n: usize) -> Option<Vec<Row>> {
        if let Some(values) = self.values(x) {
            let constant =
                |i: usize| Row { terms: smallvec![], constant: values[if values.len() == 1 { 0 } else { i }] };
            return Some((0..n).map(constant).collect());
        }
        if self.len(x) == 1 {
            return Some(vec![Row::unknown(self.resolve((x, 0))); n]);
        }
        let node = self.node(x);
        match node.op {
            Op::Unary(Unary::Neg) => Some(times(self.affine(node.inputs[0], n)?, &[-1.0])),
            Op::Binary(Binary::Add) => plus(self.affine(node.inputs[0], n)?, self.affine(node.inputs[1], n)?, 1.0),
            Op::Binary(Binary::Sub) => plus(self.affine(node.inputs[0], n)?, self.affine(node.inputs[1], n)?, -1.0),
            Op::Binary(Binary::Mul) => {
                let (left, right) = (node.inputs[0], node.inputs[1]);
                match (self.values(left), self.values(right)) {
                    (Some(factor), _) => Some(times(self.affine(right, n)?, factor)),
                    (_, Some(factor)) => Some(times(self.affine(left, n)?, factor)),
                    _ => None,
                }
            }
            Op::Dot if n > 1 => {
                let (matrix, vector) = (self.values(node.inputs[0])?, node.inputs[1]);
                let width = matrix.len() / n;
                if self.len(vector) != width || width > MOST {
                    return None;
                }
                let unknowns: Vec<Row> = (0..width as u32).map(|j| Row::unknown(self.resolve((vector, j)))).collect();
                matrix.chunks(width).map(|factors| times(unknowns.clone(), factors)).map(added_up).collect()
            }
            Op::Slice(start) => {
                let elements: Vec<Element> = (0..n as u32).map(|i| self.resolve((node.inputs[0], start + i))).collect();
                Some(self.rows(&elements))
            }
            Op::Pick(_) => {
                let elements: Vec<Element> = (0..n as u32).map(|i| self.resolve((x, i))).collect();
                Some(self.rows(&elements))
            }
            _ => None,
        }
    }

    /// Elements of many nodes: affine functions where the node is one, else unknowns themselves.
    fn rows(&self, elements: &[Element]) -> Vec<Row> {
        let mut sources: HashMap<NodeId, Option<Vec<Row>>> = HashMap::new();
        let row = |&(id, at): &Element| {
            let source = sources.entry(id).or_insert_with(|| {
                let is_array = self.len(id) > 1 || self.values(id).is_some();
                if is_array { self.affine(id, self.len(id)) } else { None }
            });
            source.as_ref().map_or_else(|| Row::unknown((id, at)), |rows| rows[at as usize].clone())
        };
        elements.iter().map(row).collect()
    }
}

impl Row {
    fn unknown(unknown: Element) -> Row {
        Row { terms: smallvec![(unknown, 1.0)], constant: 0.0 }
    }

    /// The sum with a multiple of another row; none if it has too many unknowns.
    fn plus(mut self, other: Row, factor: f64) -> Option<Row> {
        for (unknown, coefficient) in other.terms {
            match self.terms.binary_search_by_key(&unknown, |term| term.0) {
                Ok(at) => self.terms[at].1 += factor * coefficient,
                Err(at) => self.terms.insert(at, (unknown, factor * coefficient)),
            }
        }
        self.constant += factor * other.constant;
        (self.terms.len() <= MOST).then_some(self)
    }

    /// The coefficient of an unknown.
    fn of(&self, unknown: &Element) -> f64 {
        self.terms.binary_search_by_key(unknown, |term| term.0).map_or(0.0, |at| self.terms[at].1)
    }
}

fn times(mut rows: Vec<Row>, factors: &[f64]) -> Vec<Row> {
    for (i, row) in rows.iter_mut().enumerate() {
        let factor = factors[if factors.len() == 1 { 0 } else { i }];
        row.terms.iter_mut().for_each(|(_, coefficient)| *coefficient *= factor);
        row.constant *= factor;
    }
    rows
}

fn plus(left: Vec<Row>, right: Vec<Row>, factor: f64) -> Option<Vec<Row>> {
    left.into_iter().zip(right).map(|(left, right)| left.plus(right, factor)).collect()
}

fn added_up(rows: Vec<Row>) -> Option<Row> {
    let nothing = Row { terms: smallvec![], constant: 0.0 };
    rows.into_iter().try_fold(nothing, |sum, row| sum.plus(row, 1.0))
}

/// `R`, row by row, of rows whose unknowns have been moved by offsets.
struct Factor {
    offsets: Vec<f64>,
    entries: Vec<f64>,
}

impl Factor {
    /// None if a number is not finite.
    fn of(unknowns: &[Element], rows: &[&Row]) -> Option<Factor> {
        let column = |unknown| rows.iter().map(|row: &&Row| row.of(unknown)).collect();
        let mut columns: Vec<Vec<f64>> = unknowns.iter().map(column).collect();
        let mut constant = rows.iter().map(|row| row.constant).collect();
        let offsets = centre(&columns, &mut constant);
        columns.push(constant);
        Some(Factor { offsets, entries: triangular_factor(columns)? })
    }
}

/// Takes from the constant what unknowns can make up for; gives what has to be added to each of them.
///
/// Only unknowns that stand in some rows by themselves, as intercepts and means of groups do: what they differ from the
/// offset by is exact.
fn centre(columns: &[Vec<f64>], constant: &mut Vec<f64>) -> Vec<f64> {
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
    columns.iter().map(centre).collect()
}

/// `R` of the QR decomposition of a matrix, given by columns, row by row; none if a number is not finite.
fn triangular_factor(mut a: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let width = a.len();
    // Fewer rows than columns are filled up with rows of zeros.
    let n = a[0].len().max(width);
    a.iter_mut().for_each(|column| column.resize(n, 0.0));
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
