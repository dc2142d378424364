//! The density at one point with all that it is made of: what each statement has added.

use crate::density::EvalError;
use crate::stan::bind::Bound;
use crate::stan::oracle::parameters::Point;
use crate::stan::oracle::prepare::Section;
use crate::stan::oracle::run::{Run, Stop, place};
use crate::stan::syntax::source::SourceMap;
use crate::stan::value::Value;
use crate::stream::StreamId;

use super::prior::StanPrior;
use super::simulator::StanSimulator;
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
        Account::of_density(&self.bound, &mut self.bound.frame().to_vec(), point)
    }
}

impl StanSimulator<'_> {
    /// The account of the log density that a sweep has at a point, with the data that vary put in; none of a program without
    /// parameters, which has no density.
    pub fn account(&self, point: &[f64]) -> Option<Account> {
        let parameters = self.parameters(point)?;
        let mut frame = self.bound.frame().to_vec();
        Some(match self.bind(&mut self.bound.inputs().to_vec(), &mut frame, point) {
            Ok(()) => Account::of_density(&self.bound, &mut frame, Point::Constrained(&parameters)),
            Err(error) => Account::of_nothing(error),
        })
    }
}

impl StanPrior<'_> {
    /// The account of one draw: what the statements that draw parameters add to the log density of what they have drawn, on the
    /// constrained scale.
    ///
    /// A distribution that declared bounds cut adds what it would without them; see
    /// [`log_normaliser`](crate::density::Prior::log_normaliser). The sum is not known where it is not known how much `T[,]` leaves of a
    /// distribution.
    pub fn account(&self, stream: StreamId) -> Account {
        let sources = &self.model.bound.program().sources;
        let mut printed = Vec::new();
        let mut print = |line: &str| printed.push(line.to_owned());
        let mut run = Run::new(&self.ancestors, sources, Point::None, Some(stream.rng()), &mut print);
        run.listen();
        let drawn = self.draw(&mut run, &mut self.frame(&self.ancestors, &[]));
        let log_density = drawn.and_then(|()| finish(Ok(run.ancestry.log_density + run.target)));
        let contributions = contributions(&mut run, sources);
        Account { contributions, log_jacobian: 0.0, log_density, printed }
    }
}

impl Account {
    /// Of the density of a program whose data are in `frame`.
    fn of_density(bound: &Bound, frame: &mut [Value<f64>], point: Point<'_, f64>) -> Account {
        let program = bound.program();
        let mut printed = Vec::new();
        let mut print = |line: &str| printed.push(line.to_owned());
        let mut run = Run::new(&program.plain, &program.sources, point, None, &mut print);
        run.listen();
        let sections = [Section::Parameters, Section::TransformedParameters, Section::Model];
        let ended: Result<(), Stop> = sections.into_iter().try_for_each(|section| run.section(section, frame));
        let log_density = finish(ended.map(|()| run.target + run.jacobian));
        let (contributions, log_jacobian) = (contributions(&mut run, &program.sources), run.jacobian);
        Account { contributions, log_jacobian, log_density, printed }
    }

    /// Of what failed before a statement was run.
    fn of_nothing(error: EvalError) -> Account {
        Account { contributions: Vec::new(), log_jacobian: 0.0, log_density: Err(error), printed: Vec::new() }
    }
}

/// What was heard of a run, in words.
fn contributions(run: &mut Run<'_, f64>, sources: &SourceMap) -> Vec<Contribution> {
    let contribution = |(span, value, n_times)| Contribution {
        place: place(sources, span),
        text: sources.text(span).lines().next().unwrap_or_default().trim().to_owned(),
        value,
        n_times,
    };
    run.heard().into_iter().map(contribution).collect()
}
