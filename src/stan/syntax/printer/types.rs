//! Types as text.

use super::Printer;
use crate::stan::syntax::ast::{Constraint, Expr, SizedKind, SizedType, UnsizedKind, UnsizedType};

impl Printer {
    pub fn unsized_type(&mut self, ty: &UnsizedType) {
        self.write(match &ty.kind {
            UnsizedKind::Int => "int",
            UnsizedKind::Real => "real",
            UnsizedKind::Complex => "complex",
            UnsizedKind::Vector => "vector",
            UnsizedKind::RowVector => "row_vector",
            UnsizedKind::Matrix => "matrix",
            UnsizedKind::ComplexVector => "complex_vector",
            UnsizedKind::ComplexRowVector => "complex_row_vector",
            UnsizedKind::ComplexMatrix => "complex_matrix",
            UnsizedKind::Array(dims, element) => {
                self.write(&format!("array[{}] ", ",".repeat(dims - 1)));
                return self.unsized_type(element);
            }
            UnsizedKind::Tuple(parts) => return self.tuple(parts, Self::unsized_type),
        });
    }

    fn tuple<T>(&mut self, parts: &[T], print: impl FnMut(&mut Self, &T)) {
        self.write("tuple(");
        self.separated(parts, print);
        self.write(if parts.len() == 1 { ",)" } else { ")" });
    }

    pub fn sized_type(&mut self, ty: &SizedType) {
        let none = &Constraint::default();
        match &ty.kind {
            SizedKind::Int(c) => self.sized("int", c, &[]),
            SizedKind::Real(c) => self.sized("real", c, &[]),
            SizedKind::Complex(c) => self.sized("complex", c, &[]),
            SizedKind::Vector(c, n) => self.sized("vector", c, &[n]),
            SizedKind::RowVector(c, n) => self.sized("row_vector", c, &[n]),
            SizedKind::Matrix(c, n, m) => self.sized("matrix", c, &[n, m]),
            SizedKind::ComplexVector(c, n) => self.sized("complex_vector", c, &[n]),
            SizedKind::ComplexRowVector(c, n) => self.sized("complex_row_vector", c, &[n]),
            SizedKind::ComplexMatrix(c, n, m) => self.sized("complex_matrix", c, &[n, m]),
            SizedKind::Ordered(n) => self.sized("ordered", none, &[n]),
            SizedKind::PositiveOrdered(n) => self.sized("positive_ordered", none, &[n]),
            SizedKind::Simplex(n) => self.sized("simplex", none, &[n]),
            SizedKind::UnitVector(n) => self.sized("unit_vector", none, &[n]),
            SizedKind::SumToZeroVector(n) => self.sized("sum_to_zero_vector", none, &[n]),
            SizedKind::SumToZeroMatrix(n, m) => self.sized("sum_to_zero_matrix", none, &[n, m]),
            SizedKind::ColumnStochasticMatrix(n, m) => self.sized("column_stochastic_matrix", none, &[n, m]),
            SizedKind::RowStochasticMatrix(n, m) => self.sized("row_stochastic_matrix", none, &[n, m]),
            SizedKind::CholeskyFactorCov(n, None) => self.sized("cholesky_factor_cov", none, &[n]),
            SizedKind::CholeskyFactorCov(n, Some(m)) => self.sized("cholesky_factor_cov", none, &[n, m]),
            SizedKind::CholeskyFactorCorr(n) => self.sized("cholesky_factor_corr", none, &[n]),
            SizedKind::CovMatrix(n) => self.sized("cov_matrix", none, &[n]),
            SizedKind::CorrMatrix(n) => self.sized("corr_matrix", none, &[n]),
            SizedKind::Array(sizes, element) => {
                self.sized("array", none, &sizes.iter().collect::<Vec<_>>());
                self.write(" ");
                self.sized_type(element);
            }
            SizedKind::Tuple(parts) => self.tuple(parts, Self::sized_type),
        }
    }

    fn sized(&mut self, name: &str, constraint: &Constraint, sizes: &[&Expr]) {
        self.write(name);
        self.constraint(constraint);
        if !sizes.is_empty() {
            self.write("[");
            self.separated(sizes, |p, size| p.expression(size));
            self.write("]");
        }
    }

    fn constraint(&mut self, constraint: &Constraint) {
        let bounds = [
            ("lower=", &constraint.lower),
            ("upper=", &constraint.upper),
            ("offset=", &constraint.offset),
            ("multiplier=", &constraint.multiplier),
        ];
        let given: Vec<(&str, &Expr)> =
            bounds.iter().filter_map(|(key, bound)| Some((*key, bound.as_ref()?))).collect();
        if given.is_empty() {
            return;
        }
        self.write("<");
        self.separated(&given, |p, (key, bound)| {
            p.write(key);
            p.expression(bound);
        });
        self.write(">");
    }
}
