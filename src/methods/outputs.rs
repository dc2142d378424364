//! The outputs of a model as arrays: one for each variable, over leading dimensions that say which draw or point.

use std::collections::HashSet;

use crate::draws::{Array, Coordinate, Dimension, Element, Group, MISSING_INT, Sink, SinkError, Variable};

/// Names of one group. The second thing that wants a name gets it with a trailing underscore.
#[derive(Debug, Default)]
pub(super) struct Names(HashSet<String>);

impl Names {
    /// `name`, or `name_` if that is taken, and so on.
    pub(super) fn claim(&mut self, name: &str) -> String {
        let mut name = name.to_owned();
        while !self.0.insert(name.clone()) {
            name.push('_');
        }
        name
    }
}

/// Appends an array for each variable to `group`: over all dimensions that the group has already, then over its own
/// (`NAME_dim_0`, ...).
pub(super) fn declare(group: &mut Group, names: &mut Names, variables: &[Variable]) {
    let leading: Vec<String> = group.dimensions.iter().map(|dimension| dimension.name.clone()).collect();
    let mut dims_of = Vec::new();
    for variable in variables {
        let mut dims = leading.clone();
        for (axis, size) in variable.dims.iter().enumerate() {
            let name = names.claim(&format!("{}_dim_{axis}", variable.name));
            group.dimensions.push(Dimension::new(name.clone(), Coordinate::Index(*size)));
            dims.push(name);
        }
        dims_of.push(dims);
    }
    for (variable, dims) in variables.iter().zip(dims_of) {
        group.arrays.push(Array::new(names.claim(&variable.name), dims, variable.element));
    }
}

/// Number of scalars of all variables together.
pub(super) fn width(variables: &[Variable]) -> usize {
    variables.iter().map(Variable::len).sum()
}

/// Writes rows, each all `variables` one after another, to their arrays, the first of which is `first` of group
/// `group`. Row 0 is row `start` of the arrays.
pub(super) fn write_rows(
    sink: &dyn Sink,
    (group, first): (usize, usize),
    variables: &[Variable],
    start: u64,
    rows: &[f64],
) -> Result<(), SinkError> {
    let width = width(variables);
    let mut offset = 0;
    for (index, variable) in variables.iter().enumerate() {
        let len = variable.len();
        if len == 0 {
            continue;
        }
        let column = rows.chunks_exact(width).flat_map(|row| &row[offset..offset + len]);
        let start = start * len as u64;
        match variable.element {
            Element::Float if len == width => sink.write((group, first + index), start, rows)?,
            Element::Float => sink.write((group, first + index), start, &column.copied().collect::<Vec<f64>>())?,
            Element::Int => {
                sink.write_ints((group, first + index), start, &column.map(|x| int(*x)).collect::<Vec<i64>>())?;
            }
        }
        offset += len;
    }
    Ok(())
}

/// Reads back rows that [`write_rows`] has written, if the sink has all of their numbers.
pub(super) fn read_rows(
    sink: &dyn Sink,
    (group, first): (usize, usize),
    variables: &[Variable],
    start: u64,
    rows: &mut [f64],
) -> Result<bool, SinkError> {
    let width = width(variables);
    let n_rows = rows.len() / width.max(1);
    let arrays = variables.iter().enumerate().filter(|(_, variable)| !variable.is_empty());
    let array = |(index, variable): (usize, &Variable)| ((group, first + index), variable.len());
    let arrays: Vec<_> = arrays.map(array).collect();
    if !arrays.iter().all(|(array, len)| sink.has(*array, start * *len as u64, (n_rows * len) as u64)) {
        return Ok(false);
    }
    let mut offset = 0;
    for (array, len) in arrays {
        let mut column = vec![0.0; n_rows * len];
        sink.read(array, start * len as u64, &mut column)?;
        let places = rows.chunks_exact_mut(width).map(|row| &mut row[offset..offset + len]);
        places.zip(column.chunks_exact(len)).for_each(|(place, values)| place.copy_from_slice(values));
        offset += len;
    }
    Ok(true)
}

fn int(value: f64) -> i64 {
    if value.is_nan() { MISSING_INT } else { value as i64 }
}
