//! Which overload a call means.

use super::super::types::{Level, Type};
use super::{Parameter, ParameterType, Signature};

/// What is known of an argument of a call.
#[derive(Debug, Clone)]
pub enum Given {
    /// A value, and whether `data` arguments take it.
    Value(Type, Level),
    /// A user's function: its overloads.
    Function(Vec<Signature>),
}

/// The outcome of the search for an overload: indices into what was searched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// This one is meant.
    One(usize),
    /// These need equally few promotions.
    Ambiguous(Vec<usize>),
    /// None takes the arguments.
    None,
}

/// Why an overload does not take the given arguments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mismatch {
    /// It has another number of arguments.
    Count,
    /// The type of the argument with this index is another.
    Type(usize),
    /// The argument with this index must not depend on parameters.
    NotData(usize),
}

/// The number of promotions (int to real, real to complex) from one type to another, if they lead there.
pub fn promotions(from: &Type, to: &Type) -> Option<u32> {
    use Type::*;
    match (from, to) {
        (from, to) if from == to => Some(0),
        (Int, Real) | (Real, Complex) => Some(1),
        (Int, Complex) => Some(2),
        (Vector, ComplexVector) | (RowVector, ComplexRowVector) | (Matrix, ComplexMatrix) => Some(1),
        (Array(n, from), Array(m, to)) if n == m => promotions(from, to),
        (Tuple(from), Tuple(to)) if from.len() == to.len() => {
            from.iter().zip(to).map(|(from, to)| promotions(from, to)).sum()
        }
        _ => None,
    }
}

/// The overload that takes the arguments with the fewest promotions.
pub fn resolve<'a>(overloads: impl IntoIterator<Item = &'a Signature>, given: &[Given]) -> Resolution {
    let mut best: Option<u32> = None;
    let mut found = Vec::new();
    for (index, signature) in overloads.into_iter().enumerate() {
        let Ok(cost) = cost(signature, given) else { continue };
        if best.is_none_or(|best| cost < best) {
            best = Some(cost);
            found.clear();
        }
        if best == Some(cost) {
            found.push(index);
        }
    }
    match found[..] {
        [] => Resolution::None,
        [one] => Resolution::One(one),
        _ => Resolution::Ambiguous(found),
    }
}

/// The number of promotions that a call of this overload needs, or why it cannot be called.
pub fn cost(signature: &Signature, given: &[Given]) -> Result<u32, Mismatch> {
    if signature.parameters.len() != given.len() {
        return Err(Mismatch::Count);
    }
    let mut total = 0;
    for (i, (parameter, given)) in signature.parameters.iter().zip(given).enumerate() {
        total += match (&parameter.ty, given) {
            (ParameterType::Value(to), Given::Value(from, level)) => {
                let cost = promotions(from, to).ok_or(Mismatch::Type(i))?;
                if parameter.data_only && *level == Level::Parameter {
                    return Err(Mismatch::NotData(i));
                }
                cost
            }
            (ParameterType::Function(wanted), Given::Function(overloads)) => {
                let fits = overloads.iter().any(|overload| accepts(overload, wanted));
                fits.then_some(0).ok_or(Mismatch::Type(i))?
            }
            _ => return Err(Mismatch::Type(i)),
        };
    }
    Ok(total)
}

/// Whether a function can be passed where one like `wanted` is called.
pub fn accepts(function: &Signature, wanted: &Signature) -> bool {
    function.returns == wanted.returns
        && function.parameters.len() == wanted.parameters.len()
        && function.parameters.iter().zip(&wanted.parameters).all(|(has, wanted)| takes(has, wanted))
}

/// Whether an argument declared as `has` takes what is passed for `wanted`: the same type, and data if it must be.
pub fn takes(has: &Parameter, wanted: &Parameter) -> bool {
    has.ty == wanted.ty && (!has.data_only || wanted.data_only)
}

#[cfg(test)]
mod tests {
    use super::super::overloads;
    use super::*;

    fn given(types: &[Type]) -> Vec<Given> {
        types.iter().map(|ty| Given::Value(ty.clone(), Level::Parameter)).collect()
    }

    fn check(name: &str, types: &[Type], expected: &str) {
        let overloads = overloads(name).expect("a library function");
        let found = match resolve(overloads, &given(types)) {
            Resolution::One(index) => overloads[index].to_string(),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{name}");
    }

    #[test]
    fn the_overload_with_the_fewest_promotions_is_taken() {
        use Type::*;
        check("multiply", &[Int, Int], "(int, int) => int");
        check("multiply", &[Int, Vector], "(real, vector) => vector");
        check("multiply", &[Real, ComplexVector], "(complex, complex_vector) => complex_vector");
        check("add", &[Vector, ComplexVector], "(complex_vector, complex_vector) => complex_vector");
        check("normal_lpdf", &[Int.array(1), Int, Vector], "(array[] real, real, vector) => real");
        check("pow", &[Int, Int], "(int, int) => real");
        check("sum", &[Int.array(1)], "(array[] int) => int");
        check("mean", &[Int.array(1)], "(array[] real) => real");
        check("bernoulli_lpmf", &[Real, Real], "None");
        check("add", &[Real.array(1), Real], "None");
    }

    #[test]
    fn a_data_argument_takes_no_parameter() {
        let to_int = overloads("to_int").expect("a library function");
        assert_eq!(resolve(to_int, &given(&[Type::Real])), Resolution::None);
        assert!(matches!(resolve(to_int, &[Given::Value(Type::Real, Level::Data)]), Resolution::One(_)));
        let signature = Signature { parameters: vec![Parameter::data(Type::Real)], returns: None };
        assert_eq!(cost(&signature, &given(&[Type::Real])), Err(Mismatch::NotData(0)));
    }
}
