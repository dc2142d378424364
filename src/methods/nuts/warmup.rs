//! Stan's warmup: the step size by dual averaging, the metric in windows.

use serde::{Deserialize, Serialize};

use crate::methods::adapt::covariance::Covariance;
use crate::methods::adapt::dual_averaging::DualAveraging;
use crate::methods::adapt::metric::Metric;
use crate::methods::adapt::schedule::Schedule;
use crate::methods::chain::error::ChainError;
use crate::methods::chain::kernel::{State, Target, Warmup};
use crate::stream::Stream;

use super::{NutsKernel, NutsReport, NutsSettings, step_size};

/// Dual averaging is drawn towards so many times the step size that it starts from.
const EAGERNESS: f64 = 10.0;

/// The warmup of one chain.
#[derive(Debug, Serialize, Deserialize)]
pub struct NutsWarmup {
    kernel: NutsKernel,
    target_accept: f64,
    averaging: DualAveraging,
    schedule: Schedule,
    covariance: Covariance,
    iteration: usize,
}

impl NutsWarmup {
    pub(super) fn begin(
        settings: &NutsSettings,
        target: &mut Target<'_>,
        state: &State,
        stream: &mut Stream,
    ) -> Result<NutsWarmup, ChainError> {
        let dim = state.position.len();
        let metric = Metric::unit(settings.metric, dim);
        let step_size = step_size::find(target, state, &metric, 1.0, stream)?;
        Ok(NutsWarmup {
            kernel: NutsKernel { metric, step_size, max_depth: settings.max_treedepth },
            target_accept: settings.target_accept,
            averaging: DualAveraging::new(settings.target_accept, EAGERNESS * step_size),
            schedule: Schedule::new(settings.warmup),
            covariance: Covariance::new(settings.metric, dim),
            iteration: 0,
        })
    }
}

impl Warmup for NutsWarmup {
    type Kernel = NutsKernel;

    fn kernel(&self) -> &NutsKernel {
        &self.kernel
    }

    fn learn(
        mut self,
        target: &mut Target<'_>,
        state: &State,
        report: &NutsReport,
        stream: &mut Stream,
    ) -> Result<NutsWarmup, ChainError> {
        self.kernel.step_size = self.averaging.learn(report.acceptance);
        if self.schedule.counts(self.iteration) {
            self.covariance.add(&state.position);
        }
        if self.schedule.closes(self.iteration) {
            let metric = self.covariance.metric().ok_or(ChainError::MetricOverflow)?;
            let step_size = step_size::find(target, state, &metric, self.kernel.step_size, stream)?;
            self.covariance = self.covariance.restarted();
            self.averaging = DualAveraging::new(self.target_accept, EAGERNESS * step_size);
            self.kernel = NutsKernel { metric, step_size, ..self.kernel };
        }
        self.iteration += 1;
        Ok(self)
    }

    fn finish(self) -> NutsKernel {
        let step_size = self.averaging.learned().unwrap_or(self.kernel.step_size);
        NutsKernel { step_size, ..self.kernel }
    }
}
