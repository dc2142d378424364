//! The density at one point with all that it is made of: what each statement has added.

use crate::density::EvalError;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::Section;
use crate::stan::oracle::run::{Run, Stop};
use crate::stan::syntax::source::Span;

use super::{StanModel, finish};

/// What a statement of the program has added to the target.
#[derive(Debug, Clone, PartialEq)]
pub struct Contribution {
    /// Where it stands: `eight_schools.stan:14:3`.
    pub place: String,
    /// Its text, the first line of it.
    pub text: String,
    /// The sum of all that it has added; NaN and infinities as they were.
    pub value: f64,
    /// How often it was run.
    pub n_times: u64,
}

/// How a density came about.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// In the order in which the statements were first run, up to the one that failed, if one did.
    pub contributions: Vec<Contribution>,
    /// Of the transforms, with what `jacobian +=` has added; 0 for a point of the constrained scale.
    pub log_jacobian: f64,
    /// The log density, as the plain evaluator has it, or why there is none.
    pub log_density: Result<f64, EvalError>,
    /// What the program has printed.
    pub printed: Vec<String>,
}

impl StanModel<'_> {
    /// The account of the density at a point: with the Jacobian of the transforms where that is on the unconstrained scale.
    pub fn account(&self, point: Point<'_, f64>) -> Account {
        let program = self.bound.program();
        let mut frame = self.bound.frame().to_vec();
        let mut printed = Vec::new();
        let mut print = |line: &str| printed.push(line.to_owned());
        let mut run = Run::new(&program.plain, &program.sources, point, None, &mut print);
        run.listen();
        let sections = [Section::Parameters, Section::TransformedParameters, Section::Model];
        let ended: Result<(), Stop> = sections.into_iter().try_for_each(|section| run.section(section, &mut frame));
        let log_density = finish(ended.map(|()| run.target + run.jacobian));
        let (heard, log_jacobian) = (run.heard(), run.jacobian);
        let contributions = heard.into_iter().map(|(span, value, n_times)| self.contribution(span, value, n_times));
        Account { contributions: contributions.collect(), log_jacobian, log_density, printed }
    }

    fn contribution(&self, span: Span, value: f64, n_times: u64) -> Contribution {
        let sources = &self.bound.program().sources;
        let text = sources.text(span).lines().next().unwrap_or_default().trim().to_owned();
        Contribution { place: crate::stan::oracle::run::place(sources, span), text, value, n_times }
    }
}
