//! Names, types and declarations.

use crate::stan::error::SourceError;
use crate::stan::syntax::source::Span;

/// `real lower;`
pub fn keyword_as_name(span: Span, keyword: &str) -> SourceError {
    SourceError::at(span, format!("`{keyword}` is a keyword and cannot be a name"))
}

/// `real true;`
pub fn reserved_name(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("the name `{name}` is reserved by the language"))
}

/// `double x;`
pub fn unknown_type(span: Span, name: &str, nearest: Option<&str>) -> SourceError {
    let error = SourceError::at(span, format!("there is no type named `{name}`"));
    match nearest {
        Some(nearest) => error.help(format!("did you mean `{nearest}`?")),
        None => error,
    }
}

/// `int x[N];`
pub fn removed_array_variable(span: Span, modern: &str) -> SourceError {
    SourceError::at(span, "the sizes of an array do not follow its name any more").help(format!("write `{modern}`"))
}

/// `real[] x`
pub fn removed_array_type(span: Span, modern: &str) -> SourceError {
    SourceError::at(span, "array dimensions do not follow the type any more").help(format!("write `{modern}`"))
}

/// `array[2] array[3] real x;`
pub fn array_of_array(span: Span) -> SourceError {
    SourceError::at(span, "an array's elements cannot be declared as arrays")
        .help("name all sizes at once: `array[2, 3] real`")
}

/// `array[] real x;` where sizes are needed.
pub fn array_without_sizes(span: Span) -> SourceError {
    SourceError::at(span, "the array has no sizes").help("a declared array has all its sizes: `array[N] real x;`")
}

/// `vector x;`
pub fn missing_size(span: Span, ty: &str, form: &str) -> SourceError {
    SourceError::at(span, format!("the size of the {ty} is missing")).help(format!("write `{form}`"))
}

/// `matrix[3] x;`
pub fn wrong_number_of_sizes(span: Span, wanted: &str, found: usize, form: &str) -> SourceError {
    SourceError::at(span, format!("the type has {wanted}, not {found}")).help(format!("write `{form}`"))
}

/// `int[3] x;`
pub fn scalar_with_size(span: Span, ty: &str, modern: &str) -> SourceError {
    SourceError::at(span, format!("{ty} has no size")).help(format!("an array is written `{modern}`"))
}

/// `tuple(int)`
pub fn tuple_of_one(span: Span) -> SourceError {
    SourceError::at(span, "a tuple type has more than one part, or one with a comma after it")
        .help("write `tuple(real,)`")
}

/// `real<lower=0> x;` in a model.
pub fn local_constraint(span: Span) -> SourceError {
    SourceError::at(span, "a local variable cannot have a constraint")
        .help("constraints belong to variables declared directly in a block other than `model`")
}

/// `simplex[3] x;` in a model.
pub fn local_constrained_type(span: Span, ty: &str, plain: &str) -> SourceError {
    SourceError::at(span, format!("a local variable cannot be declared `{ty}`")).help(format!("write `{plain}`"))
}

/// `ordered<lower=0>[3] x;`
pub fn type_without_constraint(span: Span, ty: &str) -> SourceError {
    SourceError::at(span, format!("`{ty}` takes no bounds: it is a constraint of its own"))
}

/// `vector[3]<lower=0> x;`
pub fn constraint_after_sizes(span: Span) -> SourceError {
    SourceError::at(span, "the constraint stands before the sizes").help("as in `vector<lower=0>[N] x;`")
}

/// `real<min=0> x;`
pub fn unknown_constraint(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected `lower`, `upper`, `offset` or `multiplier`, found {found}"))
}

/// `real<lower=0, lower=1> x;`
pub fn repeated_constraint(span: Span, name: &str) -> SourceError {
    SourceError::at(span, format!("`{name}` is given twice"))
}

/// `real<lower=0, offset=1> x;`
pub fn mixed_constraints(span: Span) -> SourceError {
    SourceError::at(span, "bounds cannot be combined with `offset` or `multiplier`")
}

/// `int<offset=1> x;`
pub fn int_with_offset(span: Span) -> SourceError {
    SourceError::at(span, "an int can have `lower` and `upper` only")
}

/// `real<lower=a < b> x;`
pub fn comparison_in_constraint(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("{found} cannot stand in a constraint as it is"))
        .help("put the expression in parentheses")
}

/// `int a, real b;`
pub fn type_after_comma(span: Span, found: &str) -> SourceError {
    SourceError::at(span, format!("expected another name of the same type, found {found}"))
        .help("declarations of different types are separated by `;`")
}
