//! The functions of the language's library: their names, the types they take and the types they give.
//!
//! `table.txt` holds them folded; a function is unfolded when it is first asked for. Functions that take any
//! number of arguments are in [`variadic`].

use std::fmt;

use super::types::Type;

pub mod overload;
mod pattern;
mod table;
pub mod variadic;

/// What one overload of a function takes and gives.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Signature {
    /// The formal arguments, in order.
    pub parameters: Vec<Parameter>,
    /// `None` for a function called for its effect only; the library has none such.
    pub returns: Option<Type>,
}

/// One formal argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Parameter {
    /// What may be given.
    pub ty: ParameterType,
    /// Arguments must not depend on parameters.
    pub data_only: bool,
}

/// What may be given for a formal argument.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum ParameterType {
    Value(Type),
    Function(Box<Signature>),
}

impl Signature {
    /// The formal arguments' types, if none of them is a function.
    pub fn value_types(&self) -> Option<Vec<&Type>> {
        self.parameters.iter().map(|parameter| parameter.ty.value()).collect()
    }
}

impl ParameterType {
    /// The type, unless it is a function's.
    pub fn value(&self) -> Option<&Type> {
        match self {
            ParameterType::Value(ty) => Some(ty),
            ParameterType::Function(_) => None,
        }
    }
}

impl Parameter {
    /// A formal argument that takes any value of this type.
    pub fn any(ty: Type) -> Parameter {
        Parameter { ty: ParameterType::Value(ty), data_only: false }
    }

    /// A formal argument that takes data only.
    pub fn data(ty: Type) -> Parameter {
        Parameter { ty: ParameterType::Value(ty), data_only: true }
    }
}

/// The overloads of a library function, or `None` if the library has no function of that name.
pub fn overloads(name: &str) -> Option<&'static [Signature]> {
    table::library().overloads(name)
}

/// Whether the library has a function of that name, those with any number of arguments included.
pub fn is_library_function(name: &str) -> bool {
    table::library().contains(name) || variadic::is_variadic(name)
}

/// The names of all library functions, in no particular order.
pub fn names<'a>() -> impl Iterator<Item = &'a str> {
    table::library().names().chain(variadic::names().map(|name| name as &str))
}

impl fmt::Display for Signature {
    /// `(vector, data int) => real`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("(")?;
        for (i, parameter) in self.parameters.iter().enumerate() {
            if i > 0 {
                f.write_str(", ")?;
            }
            write!(f, "{parameter}")?;
        }
        match &self.returns {
            Some(ty) => write!(f, ") => {ty}"),
            None => f.write_str(") => void"),
        }
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.data_only {
            f.write_str("data ")?;
        }
        match &self.ty {
            ParameterType::Value(ty) => write!(f, "{ty}"),
            ParameterType::Function(signature) => write!(f, "{signature}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use sha2::{Digest, Sha256};

    use super::*;

    /// The line by which the language's own listing shows a signature; it leaves out `data` outside of functions.
    fn line(name: &str, signature: &Signature) -> String {
        let arguments = signature.parameters.iter().map(|parameter| match &parameter.ty {
            ParameterType::Value(ty) => ty.to_string(),
            ParameterType::Function(function) => function.to_string(),
        });
        let returns = signature.returns.as_ref().expect("the library's functions return something");
        format!("{name}({}) => {returns}\n", arguments.collect::<Vec<_>>().join(", "))
    }

    fn listing() -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for name in table::library().names() {
            lines.extend(overloads(name).expect("a name of the table").iter().map(|signature| line(name, signature)));
        }
        lines.sort();
        lines
    }

    #[test]
    fn the_table_unfolds_to_the_signatures_of_the_language() {
        let lines = listing();
        assert_eq!(lines.len(), 24_246);
        let digest = Sha256::digest(lines.concat());
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        // Made by tests/reference/signatures.py.
        assert_eq!(digest, "8011b0e5331f977c8eea59e1b36b503619b0766670820fcf2f44205f116685ca");
    }

    #[test]
    fn no_signature_is_listed_twice() {
        let mut lines = listing();
        lines.dedup();
        assert_eq!(lines.len(), 24_246);
    }
}
