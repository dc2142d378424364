//! The points that groups of axes span, numbered in row-major order: the last axis is the fastest.

use super::axes::{AxisGroup, AxisMistake, Combine, Spacing, Use};
use super::error::SettingsError;

/// Points have numbers below this, as tasks have.
const MAX_POINTS: u64 = 1 << 48;

/// The most points that one task visits.
const MAX_TASK_POINTS: u64 = 4096;

/// Small problems are cut into about so many tasks.
const TASKS: u64 = 512;

/// Evaluators do so many points at once: a task that is not small is a multiple of it.
const AT_ONCE: u64 = 32;

/// The values of one axis.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct AxisValues {
    pub name: String,
    pub values: Vec<f64>,
    pub spacing: Spacing,
}

/// A dimension of a space: one axis, or several that walk together and have one length.
#[derive(Debug, Clone, PartialEq)]
pub struct Track {
    /// At least one.
    pub axes: Vec<AxisValues>,
}

impl Track {
    /// Number of positions.
    pub fn len(&self) -> usize {
        self.axes[0].values.len()
    }

    /// Never true.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether it has several axes.
    pub fn is_zip(&self) -> bool {
        self.axes.len() > 1
    }
}

/// The size of a space that has not been built yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extent {
    /// The lengths of its tracks, and how many axes each has.
    pub tracks: Vec<(usize, usize)>,
    /// Number of points, below 2^48.
    pub n_points: u64,
}

/// All points.
#[derive(Debug, Clone, PartialEq)]
pub struct Space {
    tracks: Vec<Track>,
    n_points: u64,
}

impl Extent {
    /// Checks all that can be wrong with the groups by themselves. `purpose` is what product axes are for.
    pub fn of(groups: &[AxisGroup], purpose: Use) -> Result<Extent, SettingsError> {
        if groups.is_empty() {
            return Err(SettingsError::NoAxes);
        }
        check_names(groups)?;
        let mut tracks = Vec::new();
        for group in groups {
            let lengths = lengths(group, purpose)?;
            match group.combine {
                Combine::Zip if lengths.len() > 1 => tracks.push((zipped_length(group, &lengths)?, lengths.len())),
                _ => tracks.extend(lengths.into_iter().map(|length| (length, 1))),
            }
        }
        let n_points = tracks.iter().try_fold(1u128, |product, (length, _)| product.checked_mul(*length as u128));
        match n_points.and_then(|n_points| u64::try_from(n_points).ok()).filter(|n_points| *n_points < MAX_POINTS) {
            Some(n_points) => Ok(Extent { tracks, n_points }),
            None => Err(SettingsError::TooManyPoints { n_points }),
        }
    }
}

fn check_names(groups: &[AxisGroup]) -> Result<(), SettingsError> {
    let mut seen = Vec::new();
    for (index, group) in groups.iter().enumerate() {
        if group.axes.is_empty() {
            return Err(SettingsError::EmptyGroup { group: index + 1 });
        }
        for name in group.axes.names() {
            if seen.contains(&name) {
                return Err(SettingsError::RepeatedAxis { name: name.into() });
            }
            seen.push(name);
        }
    }
    Ok(())
}

fn lengths(group: &AxisGroup, purpose: Use) -> Result<Vec<usize>, SettingsError> {
    let walks_together = group.combine == Combine::Zip && group.axes.0.len() > 1;
    let purpose = if walks_together { Use::Visited } else { purpose };
    group.axes.0.iter().map(|(name, axis)| axis.check(purpose).map_err(in_axis(name))).collect()
}

fn zipped_length(group: &AxisGroup, lengths: &[usize]) -> Result<usize, SettingsError> {
    let names: Vec<&str> = group.axes.names().collect();
    match lengths.iter().position(|length| *length != lengths[0]) {
        None => Ok(lengths[0]),
        Some(odd) => Err(SettingsError::UnequalZip {
            first: names[0].into(),
            n_first: lengths[0],
            second: names[odd].into(),
            n_second: lengths[odd],
        }),
    }
}

fn in_axis(name: &str) -> impl Fn(AxisMistake) -> SettingsError {
    move |mistake| SettingsError::Axis { axis: name.into(), mistake }
}

impl Space {
    /// The points of groups that [`Extent::of`] has accepted.
    pub fn new(groups: &[AxisGroup], extent: &Extent) -> Result<Space, SettingsError> {
        let mut axes = Vec::new();
        for (name, axis) in groups.iter().flat_map(|group| &group.axes.0) {
            let (values, spacing) = axis.points().map_err(in_axis(name))?;
            axes.push(AxisValues { name: name.clone(), values, spacing });
        }
        let mut axes = axes.into_iter();
        let tracks = extent.tracks.iter().map(|(_, n_axes)| Track { axes: axes.by_ref().take(*n_axes).collect() });
        Ok(Space { tracks: tracks.collect(), n_points: extent.n_points })
    }

    /// Its dimensions, outermost first.
    pub fn tracks(&self) -> &[Track] {
        &self.tracks
    }

    /// All axes, in the order of a point.
    pub fn axes(&self) -> impl Iterator<Item = &AxisValues> {
        self.tracks.iter().flat_map(|track| &track.axes)
    }

    /// Whether every axis is crossed with every other.
    pub fn is_product(&self) -> bool {
        !self.tracks.iter().any(Track::is_zip)
    }

    /// Number of points, below 2^48.
    pub fn n_points(&self) -> u64 {
        self.n_points
    }

    /// The positions on all tracks of the point `index`.
    pub fn positions(&self, mut index: u64) -> Vec<usize> {
        let mut positions = vec![0; self.tracks.len()];
        for (position, track) in positions.iter_mut().zip(&self.tracks).rev() {
            *position = (index % track.len() as u64) as usize;
            index /= track.len() as u64;
        }
        positions
    }

    /// Goes on to the next point; from the last one to the first.
    pub fn advance(&self, positions: &mut [usize]) {
        for (position, track) in positions.iter_mut().zip(&self.tracks).rev() {
            *position += 1;
            if *position < track.len() {
                return;
            }
            *position = 0;
        }
    }

    /// Writes the value of axis `k` to `point[elements[k]]`, for all axes.
    pub fn fill(&self, positions: &[usize], elements: &[usize], point: &mut [f64]) {
        let mut elements = elements.iter();
        for (track, position) in self.tracks.iter().zip(positions) {
            for (axis, element) in track.axes.iter().zip(elements.by_ref()) {
                point[*element] = axis.values[*position];
            }
        }
    }

    /// The point `index` for a message: `mu = 1, tau = 2`.
    pub fn describe(&self, index: u64) -> String {
        let positions = self.positions(index);
        let value = |(track, position): (&Track, &usize)| {
            let one = |axis: &AxisValues| format!("{} = {}", axis.name, axis.values[*position]);
            track.axes.iter().map(one).collect::<Vec<_>>().join(", ")
        };
        self.tracks.iter().zip(&positions).map(value).collect::<Vec<_>>().join(", ")
    }

    /// How the points are cut into tasks, of at most `most` points each.
    pub fn tasks(&self, most: u64) -> Tasks {
        let length = self.n_points.div_ceil(TASKS).clamp(1, MAX_TASK_POINTS);
        let length = if length > AT_ONCE / 2 { length.next_multiple_of(AT_ONCE) } else { length };
        let length = length.min(most.max(1));
        Tasks { length, n_points: self.n_points }
    }
}

/// A cut of numbered points into tasks. It follows from the points alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tasks {
    length: u64,
    n_points: u64,
}

impl Tasks {
    /// How many there are.
    pub fn count(self) -> usize {
        self.n_points.div_ceil(self.length) as usize
    }

    /// The points of task `index`.
    pub fn range(self, index: usize) -> std::ops::Range<u64> {
        let start = index as u64 * self.length;
        start..(start + self.length).min(self.n_points)
    }
}
