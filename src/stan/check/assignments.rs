//! Assignments: what may be assigned to, and what.

use std::collections::HashSet;

use super::indexing::{is_single, level_of, type_of_indexed};
use super::operators::operation;
use super::promote::{fits, promote};
use super::{Checker, Span};
use crate::stan::error::types::{assignments as mistake, expressions, statements};
use crate::stan::signatures;
use crate::stan::syntax::ast::{self, BinaryOp};
use crate::stan::typed::{Expr, ExprKind, Index, Place, PlaceKind, Scope, StmtKind, VariableRef};
use crate::stan::types::Type;

impl<'a> Checker<'a> {
    pub(super) fn assignment(
        &mut self,
        place: &'a ast::Place,
        op: Option<BinaryOp>,
        value: &'a ast::Expr,
    ) -> Option<StmtKind> {
        let place = self.place(place);
        let value = self.expression(value);
        let (place, value) = (place?, value?);
        if let PlaceKind::Tuple(_) = &place.kind {
            self.check_unpacking(&place)?;
        }
        let value = match op {
            None => self.assigned(&place, value)?,
            Some(op) => self.compound(&place, op, value)?,
        };
        Some(StmtKind::Assign { place, value })
    }

    fn assigned(&mut self, place: &Place, value: Expr) -> Option<Expr> {
        if fits(&value.ty, &place.ty) {
            return Some(promote(value, &place.ty));
        }
        self.fail(statements::wrong_type(value.span, &place.ty, &value.ty))
    }

    /// `place op= value` is `place = place op value`, if that has the type of the place.
    fn compound(&mut self, place: &Place, op: BinaryOp, value: Expr) -> Option<Expr> {
        let span = place.span.to(value.span);
        let scalar_elements = place.ty.is_scalar() && matches!(op, BinaryOp::ElementMultiply | BinaryOp::ElementDivide);
        let ty = value.ty.clone();
        let current = self.value_of(place)?;
        match operation(span, op, current, value) {
            Some(result) if result.ty == place.ty && !scalar_elements => Some(result),
            _ => self.fail(mistake::bad_compound(span, op, &place.ty, &ty)),
        }
    }

    /// What a place holds, as an expression.
    fn value_of(&self, place: &Place) -> Option<Expr> {
        let (kind, level) = match &place.kind {
            PlaceKind::Variable(reference) => (ExprKind::Variable(*reference), self.variable(*reference).level),
            PlaceKind::Indexed(inner, indices) => {
                let inner = self.value_of(inner)?;
                let level = inner.level.max(level_of(indices));
                (ExprKind::Index(Box::new(inner), indices.clone()), level)
            }
            PlaceKind::Field(inner, index) => {
                let inner = self.value_of(inner)?;
                let level = inner.level;
                (ExprKind::Field(Box::new(inner), *index), level)
            }
            PlaceKind::Tuple(_) => return None,
        };
        Some(Expr { span: place.span, ty: place.ty.clone(), level, kind })
    }

    fn place(&mut self, place: &'a ast::Place) -> Option<Place> {
        let span = place.span;
        match &place.kind {
            ast::PlaceKind::Variable(name) => self.assignable(name),
            ast::PlaceKind::Field(inner, number) => {
                let inner = self.place(inner)?;
                let ty = self.field_type(span, &inner.ty, *number)?;
                Some(Place { span, ty, kind: PlaceKind::Field(Box::new(inner), number - 1) })
            }
            ast::PlaceKind::Indexed(inner, indices) => {
                let inner = self.place(inner);
                let indices = self.indices(indices);
                self.indexed_place(span, inner?, indices?)
            }
            ast::PlaceKind::Tuple(places) => {
                let places: Vec<Option<Place>> = places.iter().map(|place| self.place(place)).collect();
                let places: Vec<Place> = places.into_iter().collect::<Option<_>>()?;
                let ty = Type::Tuple(places.iter().map(|place| place.ty.clone()).collect());
                Some(Place { span, ty, kind: PlaceKind::Tuple(places) })
            }
        }
    }

    fn indexed_place(&mut self, span: Span, inner: Place, indices: Vec<Index>) -> Option<Place> {
        let Some(ty) = type_of_indexed(&inner.ty, &indices) else {
            return self.fail(expressions::cannot_index(span, &inner.ty, indices.len()));
        };
        if let PlaceKind::Indexed(_, before) = &inner.kind
            && !before.iter().all(is_single)
        {
            return self.fail(mistake::part_of_selection(span));
        }
        Some(Place { span, ty, kind: PlaceKind::Indexed(Box::new(inner), indices) })
    }

    fn assignable(&mut self, name: &ast::Name) -> Option<Place> {
        let Some(binding) = self.scopes.find(&name.text) else {
            if self.user_functions.is_known(&name.text) || signatures::is_library_function(&name.text) {
                return self.fail(mistake::to_function(name.span, &name.text));
            }
            return self.undeclared(name);
        };
        let reference = binding.variable?;
        let (scope, ty) = (self.variable(reference).scope, self.variable(reference).ty.clone());
        match scope {
            Scope::Argument => return self.fail(mistake::to_argument(name.span, &name.text, binding.span)),
            Scope::Local if binding.read_only => {
                return self.fail(mistake::to_loop_variable(name.span, &name.text, binding.span));
            }
            Scope::Local => {}
            scope if scope == self.block.scope() && scope != Scope::Data && scope != Scope::Parameters => {}
            scope => return self.fail(mistake::to_other_block(name.span, &name.text, scope, binding.span)),
        }
        Some(Place { span: name.span, ty, kind: PlaceKind::Variable(reference) })
    }

    /// An unpacked tuple may not write to one variable twice, nor read what it writes.
    fn check_unpacking(&mut self, place: &Place) -> Option<()> {
        let mut written: Vec<(VariableRef, Vec<usize>, Span)> = Vec::new();
        collect_written(place, &mut written);
        for (i, (variable, path, span)) in written.iter().enumerate() {
            let twice = written[..i]
                .iter()
                .find(|(other, fields, _)| other == variable && (fields.starts_with(path) || path.starts_with(fields)));
            if let Some((_, _, first)) = twice {
                let (span, first, name) = (*span, *first, self.variable(*variable).name.clone());
                return self.fail(mistake::unpacked_twice(span, &name, first));
            }
        }
        let variables: HashSet<VariableRef> = written.iter().map(|(variable, ..)| *variable).collect();
        match read_in_place(place, &variables) {
            Some((span, variable)) => {
                let name = self.variable(variable).name.clone();
                self.fail(mistake::unpacking_reads(span, &name))
            }
            None => Some(()),
        }
    }
}

/// The variables that are written to, each with the fields that lead to the part of it.
fn collect_written(place: &Place, written: &mut Vec<(VariableRef, Vec<usize>, Span)>) {
    if let PlaceKind::Tuple(places) = &place.kind {
        return places.iter().for_each(|place| collect_written(place, written));
    }
    let mut fields = Vec::new();
    let mut inner = place;
    loop {
        match &inner.kind {
            PlaceKind::Variable(variable) => {
                fields.reverse();
                return written.push((*variable, fields, place.span));
            }
            PlaceKind::Indexed(next, _) => inner = next,
            PlaceKind::Field(next, index) => {
                fields.push(*index);
                inner = next;
            }
            PlaceKind::Tuple(_) => return,
        }
    }
}

/// Where an index within the place reads one of the variables.
fn read_in_place(place: &Place, variables: &HashSet<VariableRef>) -> Option<(Span, VariableRef)> {
    match &place.kind {
        PlaceKind::Variable(_) => None,
        PlaceKind::Tuple(places) => places.iter().find_map(|place| read_in_place(place, variables)),
        PlaceKind::Field(inner, _) => read_in_place(inner, variables),
        PlaceKind::Indexed(inner, indices) => {
            read_in_place(inner, variables).or_else(|| indices.iter().find_map(|index| read_in_index(index, variables)))
        }
    }
}

fn read_in_index(index: &Index, variables: &HashSet<VariableRef>) -> Option<(Span, VariableRef)> {
    match index {
        Index::All => None,
        Index::Single(expr) | Index::Multi(expr) | Index::From(expr) | Index::Upto(expr) => read_in(expr, variables),
        Index::Between(from, to) => read_in(from, variables).or_else(|| read_in(to, variables)),
    }
}

fn read_in(expr: &Expr, variables: &HashSet<VariableRef>) -> Option<(Span, VariableRef)> {
    let all = |exprs: &[Expr]| exprs.iter().find_map(|expr| read_in(expr, variables));
    match &expr.kind {
        ExprKind::Variable(variable) => variables.contains(variable).then_some((expr.span, *variable)),
        ExprKind::Int(_) | ExprKind::Real(_) | ExprKind::Imaginary(_) | ExprKind::Function(_) => None,
        ExprKind::Call(_, exprs) | ExprKind::Array(exprs) | ExprKind::RowVector(exprs) | ExprKind::Tuple(exprs) => {
            all(exprs)
        }
        ExprKind::And(left, right) | ExprKind::Or(left, right) => {
            read_in(left, variables).or_else(|| read_in(right, variables))
        }
        ExprKind::Ternary { condition, then, otherwise } => {
            [condition, then, otherwise].into_iter().find_map(|expr| read_in(expr, variables))
        }
        ExprKind::Index(base, indices) => {
            read_in(base, variables).or_else(|| indices.iter().find_map(|index| read_in_index(index, variables)))
        }
        ExprKind::Field(inner, _) | ExprKind::Promote(inner) => read_in(inner, variables),
    }
}
