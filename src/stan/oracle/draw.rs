//! Draws variables from distributions.

use std::collections::BTreeMap;

use crate::density::EvalError;
use crate::math::gamma::lgamma;
use crate::math::number::Number;
use crate::stan::indexing::{self, Part};
use crate::stan::library::cut;
use crate::stan::library::family::{Extra, Family, argument, multiplicity};
use crate::stan::syntax::source::Span;
use crate::stan::typed::DrawSource;
use crate::stan::value::{Cell, Dims, Tensor, Value};
use crate::stream::Stream;

use super::constraints::scalar_at;
use super::operations::forget;
use super::prepare::{Draw, Path, Slot, Target};
use super::run::{Failure, Run, Stop};

/// So often a draw of a vector is tried that is to be within bounds.
const TRIES: usize = 10_000;

/// What draws have come to beside their values.
#[derive(Debug, Clone, Default)]
pub struct Ancestry {
    /// The sum of the log densities of what was drawn, with all that the program says of them.
    pub log_density: f64,
    /// The logarithm of what declared bounds leave of the distributions, all together; NaN where it is not known.
    pub log_mass: f64,
    /// How often each element of a variable has been drawn, by the variable's place.
    pub counts: BTreeMap<usize, Vec<u32>>,
    /// Elements that were drawn a second time: where, and the place and element.
    pub twice: Vec<(Span, usize, usize)>,
    /// Whether draws are counted.
    pub counts_draws: bool,
}

/// What is drawn: the sizes of the part, and where its elements lie in the variable.
struct Places {
    dims: Dims,
    at: Vec<usize>,
}

impl<T: Number> Run<'_, T> {
    pub(super) fn draw(
        &mut self,
        variable: &Target,
        path: &Path,
        draw: &Draw,
        span: Span,
        frame: &mut [Value<T>],
    ) -> Result<(), Failure> {
        let places = self.places(variable, path, frame)?;
        self.count_draws(variable.at, &frame[variable.at], &places.at, span);
        if draw.family.is_some() && !draw.operands.is_flat {
            self.hear(span, 0.0, 1);
        }
        let mut values = match (&draw.family, &draw.operands.source) {
            (Some(family), _) if family.rank == 0 => self.scalars(family, draw, &places, span, frame)?,
            (Some(family), _) => self.vectors(family, draw, variable, &places, span, frame)?,
            (None, DrawSource::User(function)) => {
                let value = self.call(*function, &draw.operands.arguments, frame)?;
                elements(&forget(&value.ok_or_else(|| "the function has no value".to_owned())?))
            }
            (None, DrawSource::Family(_)) => unreachable!("families are found when a program is prepared"),
        };
        if draw.operands.is_ordered {
            self.put_in_order(&places.dims, &mut values);
        }
        if values.len() != places.at.len() {
            return Err(format!("{} numbers are drawn for {} elements", values.len(), places.at.len()).into());
        }
        set(&mut frame[variable.at], &places.at, &values);
        Ok(())
    }

    fn places(&self, variable: &Target, path: &Path, frame: &[Value<T>]) -> Result<Places, Failure> {
        let (dims, cell) = match &frame[variable.at] {
            Value::Ints(tensor) => (Dims::from(tensor.dims()), tensor.cell()),
            Value::Reals(tensor) => (Dims::from(tensor.dims()), tensor.cell()),
            _ => (Dims::new(), Cell::Scalar),
        };
        let n: usize = dims.iter().product();
        if matches!(path, Path::Whole) {
            return Ok(Places { dims, at: (0..n).collect() });
        }
        if let Path::At(at) = path
            && at.len() == dims.len()
        {
            let at = element(&dims, &self.positions(at, frame), &variable.name)?;
            return Ok(Places { dims: Dims::new(), at: vec![at] });
        }
        let numbers = Tensor::new(dims, cell, (0..n as i64).collect());
        let part = match path {
            Path::At(at) => indexing::read_at(&numbers, &self.positions(at, frame), &variable.name)?,
            Path::Brackets(path) => indexing::read(&numbers, &self.brackets(path, frame), &variable.name)?,
            Path::Whole => unreachable!("a whole has no indices"),
        };
        Ok(match part {
            Part::Element(at) => Places { dims: Dims::new(), at: vec![at as usize] },
            Part::Container(part) => {
                Places { dims: part.dims().into(), at: part.data().iter().map(|at| *at as usize).collect() }
            }
        })
    }

    fn count_draws(&mut self, variable: usize, value: &Value<T>, places: &[usize], span: Span) {
        if !self.ancestry.counts_draws {
            return;
        }
        let n: usize = value.dims().iter().product();
        let counts = self.ancestry.counts.entry(variable).or_insert_with(|| vec![0; n]);
        for &at in places {
            counts[at] += 1;
            if counts[at] == 2 {
                self.ancestry.twice.push((span, variable, at));
            }
        }
    }

    /// One number for each place.
    fn scalars(
        &mut self,
        family: &Family,
        draw: &Draw,
        places: &Places,
        span: Span,
        frame: &[Value<T>],
    ) -> Result<Vec<f64>, Failure> {
        let operands = &draw.operands;
        let arguments = self.arguments(&operands.arguments, family, places.at.len(), frame)?;
        let of = |slot: &Slot| forget(self.program.value(frame, *slot));
        let truncation = [0, 1].map(|i| operands.truncation[i].as_ref().map(of));
        let declared = [0, 1].map(|i| operands.bounds[i].as_ref().map(of));
        let bound =
            |bound: &Option<Value<f64>>, at: usize, none: f64| bound.as_ref().map_or(none, |b| scalar_at(b, at));
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        let mut values = Vec::with_capacity(places.at.len());
        for (k, &at) in places.at.iter().enumerate() {
            let own: Vec<Value<f64>> =
                arguments.iter().zip(family.argument_ranks).map(|(value, rank)| argument(value, *rank, k)).collect();
            let own: Vec<&Value<f64>> = own.iter().collect();
            let inner = (bound(&truncation[0], 0, low), bound(&truncation[1], 0, high));
            let outer = (bound(&declared[0], at, low), bound(&declared[1], at, high));
            let both = (inner.0.max(outer.0), inner.1.min(outer.1));
            let Some(stream) = &mut self.stream else {
                return Err("there are no random numbers here".to_owned().into());
            };
            let Some(value) = draw_one(family, &own, both, stream)? else {
                let fact = format!("no draw lies between {} and {}", both.0, both.1);
                return Err(self.fatal(&fact, span));
            };
            let mass = if both == inner { Some(0.0) } else { left(family, &own, inner, both)? };
            if operands.depends && mass != Some(0.0) {
                return Err(self.dependent(span));
            }
            self.weigh(family, &value, &own, (operands.is_flat, span), inner)?;
            self.ancestry.log_mass += mass.unwrap_or(f64::NAN);
            values.push(value.real());
        }
        Ok(values)
    }

    /// The elements of vectors or matrices, one after another.
    fn vectors(
        &mut self,
        family: &Family,
        draw: &Draw,
        variable: &Target,
        places: &Places,
        span: Span,
        frame: &[Value<T>],
    ) -> Result<Vec<f64>, Failure> {
        let rank = family.rank.min(places.dims.len());
        let (outer, cell) = places.dims.split_at(places.dims.len() - rank);
        let (n_values, size) = (outer.iter().product::<usize>(), cell.iter().product::<usize>());
        let arguments = self.arguments(&draw.operands.arguments, family, n_values, frame)?;
        let of = |slot: &Slot| forget(self.program.value(frame, *slot));
        let declared = [0, 1].map(|i| draw.operands.bounds[i].as_ref().map(of));
        let before = elements(&forget(&frame[variable.at]));
        let mut values = Vec::with_capacity(places.at.len());
        for k in 0..n_values {
            let at = &places.at[k * size..(k + 1) * size];
            let own: Vec<Value<f64>> =
                arguments.iter().zip(family.argument_ranks).map(|(value, rank)| argument(value, *rank, k)).collect();
            let own: Vec<&Value<f64>> = own.iter().collect();
            let extra = match family.extra {
                Extra::None => None,
                Extra::Order => Some(Value::Int(cell[0] as i64)),
                Extra::Total => Some(Value::Int(at.iter().map(|at| before[*at] as i64).sum())),
            };
            let of_generator: Vec<&Value<f64>> = match (family.extra, &extra) {
                (Extra::Order, Some(order)) => std::iter::once(order).chain(own.iter().copied()).collect(),
                (_, Some(total)) => own.iter().copied().chain([total]).collect(),
                (_, None) => own.clone(),
            };
            let inside = |value: &Value<f64>| {
                let low = |at: usize| declared[0].as_ref().map_or(f64::NEG_INFINITY, |bound| scalar_at(bound, at));
                let high = |at: usize| declared[1].as_ref().map_or(f64::INFINITY, |bound| scalar_at(bound, at));
                elements(value).iter().zip(at).all(|(x, at)| low(*at) <= *x && *x <= high(*at))
            };
            let Some(stream) = &mut self.stream else {
                return Err("there are no random numbers here".to_owned().into());
            };
            let value = (0..TRIES)
                .map(|_| (family.generator)(&of_generator, stream))
                .find(|value| value.as_ref().map_or(true, &inside))
                .transpose()?;
            let Some(value) = value else {
                let fact = format!("none of {TRIES} draws is within the bounds of {}", variable.name);
                return Err(self.fatal(&fact, span));
            };
            if declared.iter().any(Option::is_some) {
                self.ancestry.log_mass = f64::NAN;
            }
            let unlimited = (f64::NEG_INFINITY, f64::INFINITY);
            self.weigh(family, &value, &own, (draw.operands.is_flat, span), unlimited)?;
            values.extend(elements(&value));
        }
        Ok(values)
    }

    /// The arguments, each of which must be one for all of `n` values, or one for each.
    fn arguments(
        &self,
        slots: &[Slot],
        family: &Family,
        n: usize,
        frame: &[Value<T>],
    ) -> Result<Vec<Value<f64>>, Failure> {
        let values: Vec<Value<f64>> = slots.iter().map(|slot| forget(self.program.value(frame, *slot))).collect();
        for (k, (value, rank)) in values.iter().zip(family.argument_ranks).enumerate() {
            if let Some(several) = multiplicity(value, *rank).filter(|several| *several != n) {
                return Err(format!("argument {} has {several} elements, but {n} are drawn", k + 1).into());
            }
        }
        Ok(values)
    }

    /// Adds the log density of a value that was drawn; of one that is flat, what a density would be that is not.
    fn weigh(
        &mut self,
        family: &Family,
        value: &Value<f64>,
        arguments: &[&Value<f64>],
        (is_flat, span): (bool, Span),
        truncation: (f64, f64),
    ) -> Result<(), String> {
        if family.is_discrete {
            return Ok(());
        }
        let all: Vec<&Value<f64>> = std::iter::once(value).chain(arguments.iter().copied()).collect();
        let log_density = (family.density)(&all)?.real();
        if is_flat {
            self.ancestry.log_mass -= log_density;
            return Ok(());
        }
        let log_normaliser = match truncation {
            (f64::NEG_INFINITY, f64::INFINITY) => 0.0,
            bounds => cut::log_mass(family, arguments, bounds)?.unwrap_or(f64::NAN),
        };
        self.hear(span, log_density - log_normaliser, 0);
        self.ancestry.log_density += log_density - log_normaliser;
        Ok(())
    }

    /// Of independent draws without order one in `n!` has the one that is demanded.
    fn put_in_order(&mut self, dims: &[usize], values: &mut [f64]) {
        let n = dims.last().copied().unwrap_or(1);
        for vector in values.chunks_mut(n.max(1)) {
            vector.sort_by(f64::total_cmp);
            self.ancestry.log_mass -= lgamma(n as f64 + 1.0);
        }
    }

    fn dependent(&self, span: Span) -> Failure {
        self.fatal(
            "declared bounds cut this distribution, and how much they leave depends on other parameters, so draws from it \
             are not draws from the program's prior: give it T[,] with the same bounds",
            span,
        )
    }

    /// The end of the run.
    fn fatal(&self, fact: &str, span: Span) -> Failure {
        Failure::Stop(Stop::Failed(EvalError::Fatal(format!("{fact} ({})", self.place(span)))))
    }
}

/// The place of one element.
fn element(dims: &[usize], at: &[i64], name: &str) -> Result<usize, String> {
    let mut place = 0;
    for (index, size) in at.iter().zip(dims) {
        if *index < 1 || *index > *size as i64 {
            return Err(format!("index {index} of {name} must be between 1 and {size}"));
        }
        place = place * size + (*index - 1) as usize;
    }
    Ok(place)
}

fn draw_one(
    family: &Family,
    arguments: &[&Value<f64>],
    bounds: (f64, f64),
    stream: &mut Stream,
) -> Result<Option<Value<f64>>, String> {
    match bounds {
        (f64::NEG_INFINITY, f64::INFINITY) => (family.generator)(arguments, stream).map(Some),
        bounds => cut::draw(family, arguments, bounds, stream),
    }
}

/// The log probability of `both` among what lies in `inner`.
fn left(
    family: &Family,
    arguments: &[&Value<f64>],
    inner: (f64, f64),
    both: (f64, f64),
) -> Result<Option<f64>, String> {
    let part = cut::log_mass(family, arguments, both)?;
    let whole = cut::log_mass(family, arguments, inner)?;
    Ok(part.zip(whole).map(|(part, whole)| part - whole))
}

/// The numbers of a value in row-major order.
fn elements(value: &Value<f64>) -> Vec<f64> {
    match value {
        Value::Int(_) | Value::Real(_) => vec![value.real()],
        value => value.reals().data().to_vec(),
    }
}

fn set<T: Number>(variable: &mut Value<T>, places: &[usize], values: &[f64]) {
    let pairs = places.iter().zip(values);
    match variable {
        Value::Int(place) => *place = values[0] as i64,
        Value::Real(place) => *place = T::constant(values[0]),
        Value::Ints(tensor) => {
            let data = tensor.data_mut();
            pairs.for_each(|(at, value)| data[*at] = *value as i64);
        }
        Value::Reals(tensor) => {
            let data = tensor.data_mut();
            pairs.for_each(|(at, value)| data[*at] = T::constant(*value));
        }
    }
}
