//! Stan's types without sizes, and how an expression may depend on the parameters.

use std::fmt;

/// A type of the language.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
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

    /// Whether it is int, real or complex.
    pub fn is_scalar(&self) -> bool {
        matches!(self, Type::Int | Type::Real | Type::Complex)
    }

    /// Whether there is an integer in it.
    pub fn contains_int(&self) -> bool {
        match self {
            Type::Int => true,
            Type::Array(_, element) => element.contains_int(),
            Type::Tuple(fields) => fields.iter().any(Type::contains_int),
            _ => false,
        }
    }

    /// Whether there is a complex number in it.
    pub fn contains_complex(&self) -> bool {
        match self {
            Type::Complex | Type::ComplexVector | Type::ComplexRowVector | Type::ComplexMatrix => true,
            Type::Array(_, element) => element.contains_complex(),
            Type::Tuple(fields) => fields.iter().any(Type::contains_complex),
            _ => false,
        }
    }

    /// Number of array dimensions, and the type within them.
    pub fn unwrap_array(&self) -> (usize, &Type) {
        match self {
            Type::Array(dims, element) => (*dims, element),
            ty => (0, ty),
        }
    }

    /// The type with one array dimension less; `None` if it is no array.
    pub fn array_element(&self) -> Option<Type> {
        match self {
            Type::Array(dims, element) => Some((**element).clone().array(dims - 1)),
            _ => None,
        }
    }

    /// The same shape of reals, where this is of integers or complex numbers; tuples stay as they are.
    pub fn with_real_elements(&self) -> Type {
        match self {
            Type::Int | Type::Complex => Type::Real,
            Type::ComplexVector => Type::Vector,
            Type::ComplexRowVector => Type::RowVector,
            Type::ComplexMatrix => Type::Matrix,
            Type::Array(dims, element) => element.with_real_elements().array(*dims),
            other => other.clone(),
        }
    }

    /// The same shape of complex numbers, where this is of integers or reals; tuples stay as they are.
    pub fn with_complex_elements(&self) -> Type {
        match self {
            Type::Int | Type::Real => Type::Complex,
            Type::Vector => Type::ComplexVector,
            Type::RowVector => Type::ComplexRowVector,
            Type::Matrix => Type::ComplexMatrix,
            Type::Array(dims, element) => element.with_complex_elements().array(*dims),
            other => other.clone(),
        }
    }

    /// The least type that both can be promoted to.
    pub fn common(&self, other: &Type) -> Option<Type> {
        use Type::*;
        match (self, other) {
            (a, b) if a == b => Some(a.clone()),
            (Int, Real) | (Real, Int) => Some(Real),
            (Int | Real, Complex) | (Complex, Int | Real) => Some(Complex),
            (Vector, ComplexVector) | (ComplexVector, Vector) => Some(ComplexVector),
            (RowVector, ComplexRowVector) | (ComplexRowVector, RowVector) => Some(ComplexRowVector),
            (Matrix, ComplexMatrix) | (ComplexMatrix, Matrix) => Some(ComplexMatrix),
            (Array(n, a), Array(m, b)) if n == m => Some(a.common(b)?.array(*n)),
            (Tuple(a), Tuple(b)) if a.len() == b.len() => {
                a.iter().zip(b).map(|(a, b)| a.common(b)).collect::<Option<_>>().map(Tuple)
            }
            _ => None,
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
