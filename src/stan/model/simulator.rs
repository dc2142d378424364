//! A program run for its outputs at varied data: what a sweep evaluates.

use std::sync::OnceLock;

use crate::density::{EvalError, Simulator, SimulatorEvaluator};
use crate::draws::{Element, Variable};
use crate::stan::bind::{BindError, Bound, Derived, Input, derived, integer};
use crate::stan::datum::{Data, Datum, Numbers};
use crate::stan::indexing::shape;
use crate::stan::ir;
use crate::stan::oracle::dependence::Uses;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::Section;
use crate::stan::oracle::run::{Run, Stop};
use crate::stan::trace::Scale;
use crate::stan::trace::outputs::{Request, trace_outputs};
use crate::stan::typed::Scope;
use crate::stan::value::Value;
use crate::stan::vm::{Executable, Machine, Mode};
use crate::stream::StreamId;

use super::Print;
use super::constrained::{no_outputs, write};
use super::scales::point;

/// What the log density is called among the outputs.
const LOG_DENSITY: &str = "log_density";

/// A program whose data vary: its outputs are its generated quantities and, if it has parameters and their values are
/// given, before them the log density (without Jacobian) and the transformed parameters.
pub struct StanSimulator<'p> {
    pub(super) bound: Bound,
    inputs: Vec<String>,
    places: Vec<Place>,
    /// The parameters on the constrained scale; none if the program has none.
    point: Option<Vec<f64>>,
    /// Whether the transformed data depend on what varies.
    transform: bool,
    /// The shapes of the outputs at the first point that was asked about.
    shapes: OnceLock<Vec<Variable>>,
    /// The outputs as a graph, traced at that point; `None` for programs that cannot be traced.
    traced: OnceLock<Option<Executable>>,
    print: Box<Print<'p>>,
}

/// Where an input goes; elements are positions in row-major order.
#[derive(Clone, Copy)]
enum Place {
    Datum {
        variable: usize,
        element: usize,
    },
    /// Of the point.
    Parameter {
        element: usize,
    },
}

impl<'p> StanSimulator<'p> {
    /// Varies `inputs`, which name scalar data variables or parameters, or elements (`x`, `y[2]`), of a bound program.
    ///
    /// `parameters` holds the values of the other parameters on the constrained scale; where an element varies, the
    /// whole parameter.
    pub fn new(
        bound: Bound,
        inputs: &[String],
        parameters: &Data,
        print: Box<Print<'p>>,
    ) -> Result<StanSimulator<'p>, Vec<BindError>> {
        let mut errors = Vec::new();
        let mut places = Vec::new();
        for input in inputs {
            match place(&bound, input) {
                Ok(place) => places.push(place),
                Err(message) => errors.push(BindError { place: None, message }),
            }
        }
        let mut parameters = parameters.clone();
        let is_scalar = |name: &String| bound.parameters().iter().any(|p| p.name == *name && p.dims.is_empty());
        for input in inputs.iter().filter(|input| is_scalar(input)) {
            parameters.retain(|(name, _)| name != input);
            let anything = Datum { dims: Vec::new(), numbers: Numbers::Reals(vec![0.0]), place: String::new() };
            parameters.push((input.clone(), anything));
        }
        let values = point(&bound, &parameters).map_err(|more| errors.extend(more)).unwrap_or_default();
        let point = (!bound.parameters().is_empty()).then_some(values);
        let clash = bound.derived().iter().find(|derived| derived.name == LOG_DENSITY);
        if let (Some(_), Some(derived)) = (&point, clash) {
            let span = bound.program().variables[derived.at].span;
            let place = bound.program().place(span);
            let message = format!("{LOG_DENSITY} is the name of the log density in a sweep; rename it ({place})");
            errors.push(BindError { place: None, message });
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let varied =
            |at: &usize| places.iter().any(|place| matches!(place, Place::Datum { variable, .. } if variable == at));
        let transformed_data = bound.program().plain.section(Section::TransformedData);
        let transform = transformed_data.iter().any(|stmt| Uses::of(stmt).reads.iter().any(varied));
        let inputs = inputs.to_vec();
        let (shapes, traced) = (OnceLock::new(), OnceLock::new());
        Ok(StanSimulator { bound, inputs, places, point, transform, shapes, traced, print })
    }

    /// The data with the numbers of a point, as a frame in which they are bound.
    pub(super) fn bind(
        &self,
        data: &mut [Option<Input>],
        frame: &mut [Value<f64>],
        point: &[f64],
    ) -> Result<(), EvalError> {
        for ((place, name), &x) in self.places.iter().zip(&self.inputs).zip(point) {
            let Place::Datum { variable, element } = *place else { continue };
            let input = data[variable].as_mut().expect("the place is one of a data variable");
            set(&mut input.value, element, x).map_err(|fact| EvalError::Rejected(format!("{name} {fact}")))?;
        }
        frame.clone_from_slice(self.bound.frame());
        let rejected = |errors: Vec<BindError>| {
            let messages: Vec<String> = errors.into_iter().map(|error| error.message).collect();
            EvalError::Rejected(messages.join("; "))
        };
        self.bound.rebind(data, self.transform, frame, &mut |line| (self.print)(line)).map_err(rejected)
    }

    /// The parameters with the numbers of a point.
    pub(super) fn parameters(&self, point: &[f64]) -> Option<Vec<f64>> {
        let mut values = self.point.clone()?;
        for (place, &x) in self.places.iter().zip(point) {
            if let Place::Parameter { element } = *place {
                values[element] = x;
            }
        }
        Some(values)
    }

    /// Runs the sections that make outputs. Returns the log density, if there are parameters.
    fn run(
        &self,
        frame: &mut [Value<f64>],
        parameters: Option<&[f64]>,
        stream: StreamId,
    ) -> Result<Option<f64>, EvalError> {
        let program = self.bound.program();
        let mut print = |line: &str| (self.print)(line);
        let point = parameters.map_or(Point::None, Point::Constrained);
        let mut run = Run::new(&program.plain, &program.sources, point, Some(stream.rng()), &mut print);
        let mut log_density = None;
        if self.point.is_some() {
            run.section(Section::Parameters, frame).map_err(no_outputs)?;
            run.section(Section::TransformedParameters, frame).map_err(no_outputs)?;
            log_density = Some(match run.section(Section::Model, frame) {
                Ok(()) => run.target,
                Err(Stop::OutsideSupport) => f64::NEG_INFINITY,
                Err(Stop::Failed(error)) => return Err(error),
            });
        }
        run.section(Section::GeneratedQuantities, frame).map_err(no_outputs)?;
        Ok(log_density)
    }

    /// That the outputs are those which [`outputs`](Simulator::outputs) has announced.
    fn check_shapes(&self, places: &[usize], frame: &[Value<f64>], len: usize) -> Result<(), EvalError> {
        let n_scalars = usize::from(self.point.is_some());
        let found: usize = places.iter().map(|&at| frame[at].dims().iter().product::<usize>()).sum();
        let announced = self.shapes.get().map_or(&[] as &[Variable], |shapes| &shapes[n_scalars..]);
        for (variable, &at) in announced.iter().zip(places) {
            let dims = frame[at].dims();
            if dims != variable.dims {
                let (name, found, expected) = (&variable.name, shape(dims), shape(&variable.dims));
                return Err(EvalError::Fatal(format!("{name} has {found} here, but {expected} at another point")));
            }
        }
        if n_scalars + found == len {
            Ok(())
        } else {
            Err(EvalError::Fatal(format!("there are {} outputs here, but {len} at another point", n_scalars + found)))
        }
    }

    fn is_output(&self, derived: &Derived) -> bool {
        self.point.is_some() || derived.scope == Scope::GeneratedQuantities
    }

    /// The places of the outputs that are variables.
    fn derived(&self) -> Vec<usize> {
        self.bound.derived().iter().filter(|derived| self.is_output(derived)).map(|derived| derived.at).collect()
    }

    /// The outputs as a graph of the coordinates of a point; `point` is one that the program does not refuse.
    fn trace(&self, point: &[f64]) -> Option<Executable> {
        let varied: Vec<(usize, usize)> = self.varied_data(point).map(|(place, _)| place).collect();
        let mut sections = vec![Section::Data, Section::GeneratedQuantities];
        if self.transform {
            sections.insert(1, Section::TransformedData);
        }
        if self.point.is_some() {
            let of_density = [Section::Parameters, Section::TransformedParameters, Section::Model];
            sections.splice(sections.len() - 1..sections.len() - 1, of_density);
        }
        let variables = self.derived();
        let request =
            Request { varied: &varied, scale: Scale::Constrained, sections: &sections, variables: &variables };
        let program = trace_outputs(&self.bound, request, &self.coordinates(point)).ok()?;
        Some(Executable::new(&program, Mode::Single, false))
    }

    /// What the graph is given: the data that vary, then all parameters.
    fn coordinates(&self, point: &[f64]) -> Vec<f64> {
        let data = self.varied_data(point).map(|(_, x)| x);
        data.chain(self.parameters(point).into_iter().flatten()).collect()
    }

    /// The elements of data that vary, with their numbers at a point.
    fn varied_data(&self, point: &[f64]) -> impl Iterator<Item = ((usize, usize), f64)> {
        self.places.iter().zip(point).filter_map(|(place, &x)| match *place {
            Place::Datum { variable, element } => Some(((variable, element), x)),
            Place::Parameter { .. } => None,
        })
    }
}

impl Simulator for StanSimulator<'_> {
    fn inputs(&self) -> &[String] {
        &self.inputs
    }

    fn outputs(&self, point: &[f64]) -> Result<Vec<Variable>, EvalError> {
        let mut frame = self.bound.frame().to_vec();
        self.bind(&mut self.bound.inputs().to_vec(), &mut frame, point)?;
        let derived = derived(self.bound.program(), &frame).map_err(|error| EvalError::Rejected(error.message))?;
        let log_density = Variable { name: LOG_DENSITY.to_owned(), dims: Vec::new(), element: Element::Float };
        let outputs = derived.into_iter().filter(|derived| self.is_output(derived)).map(|derived| Variable {
            name: derived.name,
            dims: derived.dims.to_vec(),
            element: if derived.integral { Element::Int } else { Element::Float },
        });
        let outputs: Vec<Variable> = self.point.iter().map(|_| log_density.clone()).chain(outputs).collect();
        self.shapes.get_or_init(|| outputs.clone());
        self.traced.get_or_init(|| self.trace(point));
        Ok(outputs)
    }

    fn evaluator(&self) -> Box<dyn SimulatorEvaluator + '_> {
        let traced = self.traced.get().and_then(Option::as_ref).map(Executable::machine);
        let (data, frame) = (self.bound.inputs().to_vec(), self.bound.frame().to_vec());
        Box::new(Walker { simulator: self, traced, data, frame })
    }
}

/// Runs the graph for one worker, and the program where there is none or it has no answer.
struct Walker<'s> {
    simulator: &'s StanSimulator<'s>,
    traced: Option<Machine<'s>>,
    data: Vec<Option<Input>>,
    frame: Vec<Value<f64>>,
}

impl SimulatorEvaluator for Walker<'_> {
    fn run(&mut self, point: &[f64], stream: StreamId, out: &mut [f64]) -> Result<(), EvalError> {
        let simulator = self.simulator;
        if let Some(machine) = &mut self.traced {
            let (first, rest) = out.split_at_mut(usize::from(simulator.point.is_some()));
            if let Some(value) = machine.outputs(&simulator.coordinates(point), rest) {
                first.fill(value);
                return Ok(());
            }
        }
        simulator.bind(&mut self.data, &mut self.frame, point)?;
        let parameters = simulator.parameters(point);
        let log_density = simulator.run(&mut self.frame, parameters.as_deref(), stream)?;
        let places = simulator.derived();
        simulator.check_shapes(&places, &self.frame, out.len())?;
        let (first, rest) = out.split_at_mut(usize::from(log_density.is_some()));
        first.copy_from_slice(log_density.as_slice());
        write(places.into_iter(), &self.frame, rest);
        Ok(())
    }
}

/// Finds the scalar that an input names.
fn place(bound: &Bound, input: &str) -> Result<Place, String> {
    let (name, indices) = match input.strip_suffix(']').and_then(|input| input.split_once('[')) {
        Some((name, indices)) => (name.trim(), indices.split(',').map(|index| index.trim().parse().ok()).collect()),
        None => (input, Some(Vec::new())),
    };
    let indices: Vec<usize> = indices.ok_or_else(|| format!("{input} is not a name with indices"))?;
    let is_datum = |variable: &ir::Variable| variable.name == name && variable.scope == Scope::Data;
    if let Some(variable) = bound.program().variables.iter().position(is_datum) {
        let element = element(input, name, &indices, bound.frame()[variable].dims())?;
        return Ok(Place::Datum { variable, element });
    }
    let mut start = 0;
    for parameter in bound.parameters() {
        if parameter.name == name {
            return Ok(Place::Parameter { element: start + element(input, name, &indices, &parameter.dims)? });
        }
        start += parameter.dims.iter().product::<usize>();
    }
    Err(format!("the program has no data variable or parameter {name}"))
}

/// The position of an element of `name` in row-major order.
fn element(input: &str, name: &str, indices: &[usize], dims: &[usize]) -> Result<usize, String> {
    if dims.len() != indices.len() {
        let found = indices.len();
        return Err(format!("{input} is not a single number: {name} has {} dimensions, not {found}", dims.len()));
    }
    let mut element = 0;
    for (&index, &size) in indices.iter().zip(dims) {
        if !(1..=size).contains(&index) {
            return Err(format!("{input}: index {index} of {name} is out of range, must be 1 to {size}"));
        }
        element = element * size + index - 1;
    }
    Ok(element)
}

/// Sets one number of a value; the error says what is wrong with it.
fn set(value: &mut Value<f64>, element: usize, x: f64) -> Result<(), String> {
    match value {
        Value::Real(value) => *value = x,
        Value::Reals(tensor) => tensor.data_mut()[element] = x,
        Value::Int(value) => *value = integer(x)?,
        Value::Ints(tensor) => tensor.data_mut()[element] = integer(x)?,
    }
    Ok(())
}
