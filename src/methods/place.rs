//! Names become places: which element of a point each axis and each fixed value belongs to.

use crate::density::ConstrainedDensity;
use crate::draws::Variable;

use super::axes::FixedValue;
use super::error::SettingsError;
use super::in_order::InOrder;

/// Where the values of axes go.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// A point with the fixed values in place.
    pub template: Vec<f64>,
    /// For each axis its element of the point.
    pub elements: Vec<usize>,
}

/// Finds the place of each axis and fixed value among the parameters of `density`; all elements must be given once.
pub fn place(
    density: &dyn ConstrainedDensity,
    axes: &[&str],
    fixed: &InOrder<FixedValue>,
) -> Result<Placement, SettingsError> {
    let parameters = Parameters::new(density.parameters());
    let mut filled = vec![None; parameters.n_elements()];
    let mut template = vec![0.0; filled.len()];
    let mut elements = Vec::with_capacity(axes.len());
    for axis in axes {
        let element = parameters.element(axis)?;
        if filled[element].replace(Filled::ByAxis).is_some() {
            return Err(SettingsError::RepeatedAxis { name: (*axis).into() });
        }
        elements.push(element);
    }
    for (name, value) in &fixed.0 {
        let (start, values) = parameters.fixed(name, value)?;
        for (element, value) in (start..).zip(values) {
            check_value(name, value, density.bounds(element))?;
            match filled[element].replace(Filled::ByNumber) {
                Some(Filled::ByAxis) => return Err(SettingsError::AxisAndFixed { name: parameters.name(element) }),
                Some(Filled::ByNumber) => return Err(SettingsError::RepeatedFixed { name: parameters.name(element) }),
                None => template[element] = value,
            }
        }
    }
    match parameters.first_unplaced(&filled) {
        Some(mistake) => Err(mistake),
        None => Ok(Placement { template, elements }),
    }
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Filled {
    ByAxis,
    ByNumber,
}

fn check_value(name: &str, value: f64, bounds: (f64, f64)) -> Result<(), SettingsError> {
    if !value.is_finite() {
        return Err(SettingsError::FixedNotFinite { name: name.into(), value });
    }
    if value < bounds.0 || value > bounds.1 {
        return Err(SettingsError::FixedOutOfBounds { name: name.into(), value, bounds });
    }
    Ok(())
}

/// The parameters with the place of the first element of each.
struct Parameters<'a> {
    variables: &'a [Variable],
    starts: Vec<usize>,
}

impl<'a> Parameters<'a> {
    fn new(variables: &'a [Variable]) -> Parameters<'a> {
        let mut starts = vec![0];
        for variable in variables {
            starts.push(starts[starts.len() - 1] + variable.len());
        }
        Parameters { variables, starts }
    }

    fn n_elements(&self) -> usize {
        self.starts[self.variables.len()]
    }

    fn variable(&self, name: &str) -> Result<usize, SettingsError> {
        self.variables.iter().position(|variable| variable.name == name).ok_or_else(|| {
            let names = self.variables.iter().map(|variable| variable.name.as_str());
            unknown_name("parameter", name, names)
        })
    }

    /// The scalar or element called `name`.
    fn element(&self, name: &str) -> Result<usize, SettingsError> {
        let (base, indices) = parse(name)?;
        let variable = self.variable(base)?;
        let dims = &self.variables[variable].dims;
        if indices.is_empty() && !dims.is_empty() {
            return Err(SettingsError::NotAScalar { name: base.into(), dims: dims.clone() });
        }
        let inside =
            indices.len() == dims.len() && indices.iter().zip(dims).all(|(index, dim)| (1..=*dim).contains(index));
        if !inside {
            return Err(SettingsError::NotAnElement { name: name.into(), base: base.into(), dims: dims.clone() });
        }
        let offset = indices.iter().zip(dims).fold(0, |offset, (index, dim)| offset * dim + index - 1);
        Ok(self.starts[variable] + offset)
    }

    /// The elements that a fixed value fills: the first of them, and their values.
    fn fixed(&self, name: &str, value: &FixedValue) -> Result<(usize, Vec<f64>), SettingsError> {
        let (base, indices) = parse(name)?;
        let variable = self.variable(base)?;
        let (start, expected) = if indices.is_empty() {
            (self.starts[variable], self.variables[variable].dims.clone())
        } else {
            (self.element(name)?, Vec::new())
        };
        let mut values = Vec::new();
        let given = value.flatten(&mut values).ok_or_else(|| SettingsError::FixedRagged { name: name.into() })?;
        if given != expected {
            return Err(SettingsError::FixedShape { name: name.into(), expected, given });
        }
        Ok((start, values))
    }

    /// A parameter no element of which is given, or else an element that is not.
    fn first_unplaced(&self, filled: &[Option<Filled>]) -> Option<SettingsError> {
        let element = filled.iter().position(Option::is_none)?;
        let variable = self.variable_of(element);
        let Variable { name, dims, .. } = &self.variables[variable];
        if filled[self.starts[variable]..self.starts[variable + 1]].iter().all(Option::is_none) {
            Some(SettingsError::Unplaced { name: name.clone(), dims: dims.clone() })
        } else {
            Some(SettingsError::Unplaced { name: self.name(element), dims: Vec::new() })
        }
    }

    fn variable_of(&self, element: usize) -> usize {
        self.starts.partition_point(|start| *start <= element) - 1
    }

    fn name(&self, element: usize) -> String {
        let variable = self.variable_of(element);
        element_name(&self.variables[variable], element - self.starts[variable])
    }
}

/// An error for a name that is not among `known`.
pub(super) fn unknown_name<'a>(kind: &'static str, name: &str, known: impl Iterator<Item = &'a str>) -> SettingsError {
    let distance = |other: &&str| strsim::damerau_levenshtein(name, other);
    let nearest = known.min_by_key(distance).filter(|nearest| distance(nearest) <= 1 + name.chars().count() / 3);
    SettingsError::UnknownName { kind, name: name.into(), nearest: nearest.map(str::to_owned) }
}

/// The name of an element by its place in row-major order: `mu`, `theta[3]`, `L[2,1]`.
pub fn element_name(variable: &Variable, mut offset: usize) -> String {
    if variable.dims.is_empty() {
        return variable.name.clone();
    }
    let mut indices = Vec::new();
    for dim in variable.dims.iter().rev() {
        indices.insert(0, (offset % dim + 1).to_string());
        offset /= dim;
    }
    format!("{}[{}]", variable.name, indices.join(","))
}

/// `L[2,1]` as `L` and its indices.
fn parse(name: &str) -> Result<(&str, Vec<usize>), SettingsError> {
    let not_a_name = || SettingsError::NotAName { name: name.into() };
    let Some((base, rest)) = name.split_once('[') else {
        return if name.is_empty() { Err(not_a_name()) } else { Ok((name, Vec::new())) };
    };
    let inside = rest.strip_suffix(']').ok_or_else(not_a_name)?;
    let indices: Result<Vec<usize>, _> = inside.split(',').map(|index| index.trim().parse()).collect();
    indices.map(|indices| (base.trim_end(), indices)).map_err(|_| not_a_name())
}
