//! Outputs by graphs: what a program derives at a point, traced and compiled once.

use std::sync::OnceLock;

use super::StanModel;
use super::fast::{TRIES, sample};
use crate::stan::oracle::prepare::Section;
use crate::stan::trace::Scale;
use crate::stan::trace::outputs::{Request, trace_outputs};
use crate::stan::vm::{Executable, Mode};

/// What has been compiled so far; `None` for programs that cannot be traced.
#[derive(Default)]
pub(super) struct Traced {
    outputs: OnceLock<Option<Executable>>,
    parameters: OnceLock<Option<Executable>>,
    kept: OnceLock<Option<Executable>>,
}

impl StanModel<'_> {
    /// All outputs at a point of the unconstrained scale.
    pub(super) fn traced_outputs(&self) -> Option<&Executable> {
        self.traced.outputs.get_or_init(|| self.trace(Scale::Unconstrained, &DERIVED, true)).as_ref()
    }

    /// The parameters at a point of the unconstrained scale.
    pub(super) fn traced_parameters(&self) -> Option<&Executable> {
        self.traced.parameters.get_or_init(|| self.trace(Scale::Unconstrained, &DERIVED[..1], false)).as_ref()
    }

    /// All outputs at a point of the constrained scale.
    pub(super) fn traced_kept(&self) -> Option<&Executable> {
        self.traced.kept.get_or_init(|| self.trace(Scale::Constrained, &DERIVED, true)).as_ref()
    }

    fn trace(&self, scale: Scale, sections: &[Section], with_derived: bool) -> Option<Executable> {
        let derived = self.bound.derived().iter().map(|derived| derived.at).filter(|_| with_derived);
        let variables: Vec<usize> = self.bound.parameters().iter().map(|p| p.at).chain(derived).collect();
        let request = Request { varied: &[], scale, sections, variables: &variables };
        let program = (0..TRIES).find_map(|k| {
            let free = sample(self.bound.n_unconstrained(), k);
            let point = if scale == Scale::Constrained { self.constrain(&free).ok()? } else { free };
            trace_outputs(&self.bound, request, &point).ok()
        })?;
        Some(Executable::new(&program, Mode::Single, false))
    }
}

/// The sections that outputs come from.
const DERIVED: [Section; 3] = [Section::Parameters, Section::TransformedParameters, Section::GeneratedQuantities];
