//! The coordinates of a space as dimensions and arrays of a group.

use crate::draws::{Array, Coordinate, Dimension, Element, Group, Sink, SinkError};

use super::outputs::Names;
use super::space::{Space, Track};

/// Dimensions named after their axes, with the values as coordinates; `point` where axes walk together, or `point_1`,
/// `point_2`, ... if that happens more than once.
pub(super) fn dimensions(space: &Space, names: &mut Names) -> Vec<Dimension> {
    let n_zips = space.tracks().iter().filter(|track| track.is_zip()).count();
    let mut zips = 0;
    let dimension = |track: &Track| {
        if !track.is_zip() {
            let axis = &track.axes[0];
            return Dimension::new(names.claim(&axis.name), Coordinate::Values(axis.values.clone()));
        }
        zips += 1;
        let name = if n_zips == 1 { "point".into() } else { format!("point_{zips}") };
        Dimension::new(names.claim(&name), Coordinate::Index(track.len()))
    };
    space.tracks().iter().map(dimension).collect()
}

/// The values of axes that walk together, which are arrays over their common dimension.
#[derive(Debug, Clone)]
pub(super) struct Walking {
    /// Array, track, axis of the track.
    arrays: Vec<(usize, usize, usize)>,
}

impl Walking {
    /// Appends the arrays to a group whose first dimensions are those of the space.
    pub fn declare(space: &Space, group: &mut Group, names: &mut Names) -> Walking {
        let mut arrays = Vec::new();
        for (t, track) in space.tracks().iter().enumerate().filter(|(_, track)| track.is_zip()) {
            for (a, axis) in track.axes.iter().enumerate() {
                let dim = group.dimensions[t].name.clone();
                arrays.push((push(group, names.claim(&axis.name), &[dim]), t, a));
            }
        }
        Walking { arrays }
    }

    /// Writes them.
    pub fn write(&self, space: &Space, group: usize, sink: &dyn Sink) -> Result<(), SinkError> {
        for (array, track, axis) in &self.arrays {
            sink.write((group, *array), 0, &space.tracks()[*track].axes[*axis].values)?;
        }
        Ok(())
    }
}

/// Appends an array of floats over `dims` and returns its place.
pub(super) fn push(group: &mut Group, name: String, dims: &[String]) -> usize {
    group.arrays.push(Array::new(name, dims.to_vec(), Element::Float));
    group.arrays.len() - 1
}
