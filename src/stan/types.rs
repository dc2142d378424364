//! Stan's types without sizes, and how an expression may depend on the parameters.

use std::fmt;

/// A type of the language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Type {
    Int,
    Real,
    Complex,
    Vector,
    RowVector,
    Matrix,
    ComplexVector,
    ComplexRowVector,
    ComplexMatrix,
    /// Number of dimensions, at least 1, and the element type, itself no array.
    Array(usize, Box<Type>),
    Tuple(Vec<Type>),
}

impl Type {
    /// `dims` more array dimensions around this type.
    pub fn array(self, dims: usize) -> Type {
        match (dims, self) {
            (0, ty) => ty,
            (_, Type::Array(inner, element)) => Type::Array(inner + dims, element),
            (_, ty) => Type::Array(dims, Box::new(ty)),
        }
    }

    /// Whether every number in it is an integer.
    pub fn is_integral(&self) -> bool {
        match self {
            Type::Int => true,
            Type::Array(_, element) => element.is_integral(),
            _ => false,
        }
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Type::Int => f.write_str("int"),
            Type::Real => f.write_str("real"),
            Type::Complex => f.write_str("complex"),
            Type::Vector => f.write_str("vector"),
            Type::RowVector => f.write_str("row_vector"),
            Type::Matrix => f.write_str("matrix"),
            Type::ComplexVector => f.write_str("complex_vector"),
            Type::ComplexRowVector => f.write_str("complex_row_vector"),
            Type::ComplexMatrix => f.write_str("complex_matrix"),
            Type::Array(dims, element) => write!(f, "array[{}] {element}", ",".repeat(dims - 1)),
            Type::Tuple(fields) => {
                f.write_str("tuple(")?;
                for (i, field) in fields.iter().enumerate() {
                    if i > 0 {
                        f.write_str(", ")?;
                    }
                    write!(f, "{field}")?;
                }
                f.write_str(")")
            }
        }
    }
}

/// Whether a value can depend on parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Level {
    /// Data only: the same at every point.
    Data,
    /// Depends on parameters.
    Parameter,
}
