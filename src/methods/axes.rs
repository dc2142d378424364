//! The settings of axes, which grids and sweeps share.

use serde::{Deserialize, Serialize};

use crate::math::elementary::{exp, ln};

use super::in_order::InOrder;

/// The most points one axis may have.
pub const MAX_AXIS_POINTS: usize = 1 << 24;

/// The largest size of an end point; beyond it spacings could overflow.
const MAX_SIZE: f64 = 1e290;

/// How the axes of a group meet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Combine {
    /// Every value of one with every value of the others.
    #[default]
    Product,
    /// Axes walk together: first with first, second with second; all have one length.
    Zip,
}

/// How the points of a range are spaced.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Spacing {
    /// Equal differences.
    #[default]
    Linear,
    /// Equal ratios; needs `min` above 0.
    Log,
}

/// The points of one axis.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(try_from = "AxisFields", untagged)]
pub enum Axis {
    /// `n` points from `min` to `max`, both included.
    #[allow(missing_docs)]
    Range { min: f64, max: f64, n: usize, spacing: Spacing },
    /// Listed points.
    #[allow(missing_docs)]
    Values { values: Vec<f64> },
    /// A column of a file, the one with the axis' name if `column` is not given. Whoever knows files replaces it by
    /// [`Axis::Values`] before a method sees it.
    #[allow(missing_docs)]
    Table { table: String, column: Option<String> },
}

/// Axes that meet in one way; groups are crossed with each other.
#[derive(Debug, Clone, Default, PartialEq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct AxisGroup {
    /// `product` (the default) or `zip`.
    #[serde(default)]
    pub combine: Combine,
    /// Names of scalars, or of elements as `theta[1]`, each with its points.
    #[serde(default)]
    pub axes: InOrder<Axis>,
}

/// A fixed parameter: a number, or an array of the parameter's shape.
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize)]
#[serde(untagged, expecting = "expected a number or a nested array of numbers")]
#[allow(missing_docs)]
pub enum FixedValue {
    Number(f64),
    Array(Vec<FixedValue>),
}

impl FixedValue {
    /// Appends the numbers to `values` in row-major order and returns the shape, or `None` for an array that is ragged.
    pub fn flatten(&self, values: &mut Vec<f64>) -> Option<Vec<usize>> {
        let rows = match self {
            FixedValue::Number(number) => {
                values.push(*number);
                return Some(Vec::new());
            }
            FixedValue::Array(rows) => rows,
        };
        let mut shape = vec![rows.len()];
        let mut inner: Option<Vec<usize>> = None;
        for row in rows {
            let row = row.flatten(values)?;
            if inner.get_or_insert_with(|| row.clone()) != &row {
                return None;
            }
        }
        shape.extend(inner.unwrap_or_default());
        Some(shape)
    }
}

/// What can be wrong with one axis.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[allow(missing_docs)]
pub enum AxisMistake {
    #[error(
        "an axis is either `min`, `max` and `n` (with `spacing`, if wanted), or `values`, or `table` (with `column`, if wanted)"
    )]
    NotOneForm,
    #[error("`{0}` is missing: a range needs `min`, `max` and `n`")]
    Missing(&'static str),
    #[error("min is {min} and max {max}, but min must be smaller")]
    Order { min: f64, max: f64 },
    #[error("{0} is not a usable end: it must be finite and less than 1e290 in size")]
    BadEnd(f64),
    #[error("an axis needs at least 2 points, and this one has {0}: use [method.fixed] for a single value")]
    TooFew(usize),
    #[error("it has no points")]
    Empty,
    #[error("it has {0} points, but {MAX_AXIS_POINTS} are the most")]
    TooLong(usize),
    #[error("min is {0}, but spacing = \"log\" needs it above 0")]
    LogOfNonPositive(f64),
    #[error("value {place} is {value}, but must be finite and less than 1e290 in size")]
    NotFinite { place: usize, value: f64 },
    #[error("the values of an axis of a product grid must increase, but value {place} is {value}, after {before}")]
    NotIncreasing { place: usize, before: f64, value: f64 },
    #[error("{n} points between {min} and {max} are not distinct as 64-bit numbers: take fewer")]
    TooFine { min: f64, max: f64, n: usize },
    #[error("the table `{0}` was not read")]
    TableNotRead(String),
}

/// What an axis is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Integrals are taken along it: at least two increasing values.
    Integrated,
    /// Its points are only visited: any finite values.
    Visited,
}

impl Axis {
    /// The number of points of an axis that is fit for its use; looks at no more than what is in memory already.
    pub fn check(&self, purpose: Use) -> Result<usize, AxisMistake> {
        let n = match self {
            Axis::Range { min, max, n, spacing } => check_range(*min, *max, *n, *spacing)?,
            Axis::Values { values } => check_values(values, purpose)?,
            Axis::Table { table, .. } => return Err(AxisMistake::TableNotRead(table.clone())),
        };
        if n > MAX_AXIS_POINTS { Err(AxisMistake::TooLong(n)) } else { Ok(n) }
    }

    /// The points of an axis that passed [`check`](Axis::check), and how they are spaced.
    pub fn points(&self) -> Result<(Vec<f64>, Spacing), AxisMistake> {
        match self {
            Axis::Range { min, max, n, spacing } => Ok((range(*min, *max, *n, *spacing)?, *spacing)),
            Axis::Values { values } => Ok((values.clone(), Spacing::Linear)),
            Axis::Table { table, .. } => Err(AxisMistake::TableNotRead(table.clone())),
        }
    }
}

/// Whether the points of `longer` begin with those of `shorter`, in their order: nothing but the outermost dimension has
/// more points, after its old ones. That is the first axis, or the axes of the first group where these walk together.
pub fn begins_with(longer: &[AxisGroup], shorter: &[AxisGroup]) -> bool {
    let same_names = |(a, b): (&AxisGroup, &AxisGroup)| a.combine == b.combine && a.axes.names().eq(b.axes.names());
    if longer.len() != shorter.len() || !longer.iter().zip(shorter).all(same_names) {
        return false;
    }
    let n_outer = match longer.first() {
        Some(first) if first.combine == Combine::Zip => first.axes.0.len(),
        _ => 1,
    };
    let axes = |groups: &[AxisGroup]| groups.iter().flat_map(|group| group.axes.0.clone()).collect::<Vec<_>>();
    let (longer, shorter) = (axes(longer), axes(shorter));
    let begins = |at: usize, longer: &Axis, shorter: &Axis| {
        let (Ok((longer, spacing)), Ok((shorter, was))) = (longer.points(), shorter.points()) else { return false };
        let may_grow = at < n_outer || longer.len() == shorter.len();
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        spacing == was && may_grow && bits(&longer).starts_with(&bits(&shorter))
    };
    longer.iter().zip(&shorter).enumerate().all(|(at, ((_, longer), (_, shorter)))| begins(at, longer, shorter))
}

fn is_usable(number: f64) -> bool {
    number.abs() < MAX_SIZE
}

fn check_range(min: f64, max: f64, n: usize, spacing: Spacing) -> Result<usize, AxisMistake> {
    if let Some(end) = [min, max].into_iter().find(|end| !is_usable(*end)) {
        return Err(AxisMistake::BadEnd(end));
    }
    if min >= max {
        return Err(AxisMistake::Order { min, max });
    }
    if n < 2 {
        return Err(AxisMistake::TooFew(n));
    }
    if spacing == Spacing::Log && min <= 0.0 {
        return Err(AxisMistake::LogOfNonPositive(min));
    }
    Ok(n)
}

fn check_values(values: &[f64], purpose: Use) -> Result<usize, AxisMistake> {
    if let Some(index) = values.iter().position(|value| !is_usable(*value)) {
        return Err(AxisMistake::NotFinite { place: index + 1, value: values[index] });
    }
    if purpose == Use::Visited {
        return if values.is_empty() { Err(AxisMistake::Empty) } else { Ok(values.len()) };
    }
    if values.len() < 2 {
        return Err(AxisMistake::TooFew(values.len()));
    }
    match values.windows(2).position(|pair| pair[0] >= pair[1]) {
        Some(index) => {
            Err(AxisMistake::NotIncreasing { place: index + 2, before: values[index], value: values[index + 1] })
        }
        None => Ok(values.len()),
    }
}

/// Points whose ends are exact, and which lie symmetrically about the middle of a linear range.
fn range(min: f64, max: f64, n: usize, spacing: Spacing) -> Result<Vec<f64>, AxisMistake> {
    let last = (n - 1) as f64;
    let between = |low: f64, high: f64, i: usize| (low * (last - i as f64) + high * i as f64) / last;
    let mut points: Vec<f64> = match spacing {
        Spacing::Linear => (0..n).map(|i| between(min, max, i)).collect(),
        Spacing::Log => {
            let (low, high) = (ln(min), ln(max));
            (0..n).map(|i| exp(between(low, high, i))).collect()
        }
    };
    points[0] = min;
    points[n - 1] = max;
    let are_distinct = points.windows(2).all(|pair| match spacing {
        Spacing::Linear => pair[0] < pair[1],
        Spacing::Log => ln(pair[0]) < ln(pair[1]),
    });
    if are_distinct { Ok(points) } else { Err(AxisMistake::TooFine { min, max, n }) }
}

/// The keys of an axis as they are written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AxisFields {
    min: Option<f64>,
    max: Option<f64>,
    n: Option<usize>,
    spacing: Option<Spacing>,
    values: Option<Vec<f64>>,
    table: Option<String>,
    column: Option<String>,
}

impl TryFrom<AxisFields> for Axis {
    type Error = AxisMistake;

    fn try_from(fields: AxisFields) -> Result<Axis, AxisMistake> {
        let of_range = fields.min.is_some() || fields.max.is_some() || fields.n.is_some() || fields.spacing.is_some();
        match (of_range, fields.values, fields.table, fields.column) {
            (false, Some(values), None, None) => Ok(Axis::Values { values }),
            (false, None, Some(table), column) => Ok(Axis::Table { table, column }),
            (true, None, None, None) => Ok(Axis::Range {
                min: fields.min.ok_or(AxisMistake::Missing("min"))?,
                max: fields.max.ok_or(AxisMistake::Missing("max"))?,
                n: fields.n.ok_or(AxisMistake::Missing("n"))?,
                spacing: fields.spacing.unwrap_or_default(),
            }),
            _ => Err(AxisMistake::NotOneForm),
        }
    }
}

/// All groups of settings that hold one group at the top and others in a list.
pub(super) fn groups(combine: Combine, axes: &InOrder<Axis>, more: &[AxisGroup]) -> Vec<AxisGroup> {
    let top = (!axes.is_empty()).then(|| AxisGroup { combine, axes: axes.clone() });
    top.into_iter().chain(more.iter().cloned()).collect()
}

/// All axes of such settings.
pub(super) fn axes_mut<'a>(
    axes: &'a mut InOrder<Axis>,
    more: &'a mut [AxisGroup],
) -> impl Iterator<Item = (&'a str, &'a mut Axis)> {
    let entries = axes.0.iter_mut().chain(more.iter_mut().flat_map(|group| &mut group.axes.0));
    entries.map(|(name, axis)| (name.as_str(), axis))
}
