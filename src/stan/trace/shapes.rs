//! Traces functions that only move elements or ask for sizes: the library's own do it, on numbers that stand for
//! the elements.

use super::value::{Sym, Val};
use super::{Tracer, Untraceable};
use crate::stan::graph::Element;
use crate::stan::value::{Tensor, Value};

/// Functions whose results depend on sizes only.
const OF_SIZES: [&str; 5] = ["size", "num_elements", "rows", "cols", "dims"];

/// Functions whose results are elements of their arguments, and zeros.
const MOVES: [&str; 26] = [
    "transpose",
    "to_vector",
    "to_row_vector",
    "to_matrix",
    "to_array_1d",
    "to_array_2d",
    "append_row",
    "append_col",
    "append_array",
    "rep_vector",
    "rep_row_vector",
    "rep_matrix",
    "rep_array",
    "row",
    "col",
    "block",
    "sub_row",
    "sub_col",
    "head",
    "tail",
    "segment",
    "diagonal",
    "reverse",
    "diag_matrix",
    "plus",
    "symmetrize_from_lower_tri",
];

impl<'a> Tracer<'a> {
    /// The value of such a function; `None` for other functions.
    pub(super) fn moved(&mut self, name: &'a str, arguments: &[Val]) -> Result<Option<Val>, Untraceable> {
        let of_sizes = OF_SIZES.contains(&name);
        if !of_sizes && !MOVES.contains(&name) {
            return Ok(None);
        }
        // 0 stands for itself; element number `k` is `k + 1`.
        let mut elements: Vec<Element> = Vec::new();
        let mut stand_ins = Vec::with_capacity(arguments.len());
        for argument in arguments {
            stand_ins.push(match argument {
                Val::Known(value @ (Value::Int(_) | Value::Ints(_))) => value.clone(),
                argument => {
                    let start = elements.len();
                    elements.extend(self.elements(argument));
                    let numbers: Vec<f64> = (start..elements.len()).map(|k| (k + 1) as f64).collect();
                    if argument.is_scalar() {
                        Value::Real(numbers[0])
                    } else {
                        Value::Reals(Tensor::new(argument.dims(), argument.cell(), numbers))
                    }
                }
            });
        }
        let result = self.apply(name, &stand_ins.iter().collect::<Vec<_>>())?;
        if of_sizes {
            return Ok(Some(Val::Known(result)));
        }
        let zero = (self.graph.number(0.0), 0);
        let element = |&x: &f64| if x == 0.0 { zero } else { elements[x as usize - 1] };
        Ok(Some(match &result {
            Value::Real(x) => Sym::Scalar(element(x)).into(),
            Value::Reals(tensor) => self.compact(tensor.map(element)),
            Value::Int(_) | Value::Ints(_) => return Err("integers are moved as reals".into()),
        }))
    }

    /// A container of elements; a node where they are all of one in order.
    pub(super) fn compact(&mut self, tensor: Tensor<Element>) -> Val {
        if tensor.is_empty() {
            return Sym::Each(tensor).into();
        }
        let first = tensor.data()[0].0;
        let in_order = tensor.data().iter().enumerate().all(|(i, &(node, at))| node == first && at as usize == i);
        if in_order && self.graph.len(first) == tensor.len() {
            return Val::shaped(first, tensor.dims(), tensor.cell());
        }
        Sym::Each(tensor).into()
    }

    /// A function of the library at known values.
    pub(super) fn apply(&mut self, name: &'a str, arguments: &[&Value<f64>]) -> Result<Value<f64>, Untraceable> {
        let function = match self.functions.get(name) {
            Some(&function) => function,
            None => {
                let found = crate::stan::library::lookup::<f64>(name);
                let function = found.ok_or_else(|| Untraceable(format!("{name} is missing")))?;
                self.functions.insert(name, function);
                function
            }
        };
        Ok(function(arguments)?)
    }
}
