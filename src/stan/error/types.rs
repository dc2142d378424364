//! Messages of the type checker, one constructor for each mistake, place first.

use super::SourceError;
use crate::stan::syntax::source::Span;
use crate::stan::types::Type;

pub mod assignments;
pub mod calls;
pub mod declarations;
pub mod distributions;
pub mod expressions;
pub mod functions;
pub mod higher_order;
pub mod names;
pub mod placement;
pub mod statements;

/// `a`, `a or b`, `a, b or c`
fn alternatives<T: ToString>(items: &[T]) -> String {
    let items: Vec<String> = items.iter().map(T::to_string).collect();
    match items.split_last() {
        None => String::new(),
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
    }
}

/// `(int, vector)`
fn type_list<'t>(types: impl IntoIterator<Item = &'t Type>) -> String {
    let types: Vec<String> = types.into_iter().map(Type::to_string).collect();
    format!("({})", types.join(", "))
}

/// Help for a value that is rounded too late: the only way from real to int.
fn to_int_help(error: SourceError, from: &Type) -> SourceError {
    if *from == Type::Real {
        return error.help("a real is never made an integer by itself; `to_int` does it for data");
    }
    error
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn alternatives_read_like_a_sentence() {
        assert_eq!(alternatives::<usize>(&[]), "");
        assert_eq!(alternatives(&[1]), "1");
        assert_eq!(alternatives(&[1, 2]), "1 or 2");
        assert_eq!(alternatives(&[1, 2, 3]), "1, 2 or 3");
    }
}
