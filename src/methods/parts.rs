//! Tasks whose results can be kept: what is done already, before an interruption or by another run, is not done again.

use std::ops::Range;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::draws::parts::{Phase, Work};
use crate::draws::{Sink, SinkError};
use crate::workers::{Ended, Workers};

use super::error::MethodError;

/// What a part is of, as far as a longer run may differ in it: the numbers of its points or draws, and whatever else its
/// values follow from.
pub type Scope = (Range<u64>, Vec<u64>);

/// What has become of a part.
enum Outcome<V, F> {
    /// Values that are to be written, and what was found besides.
    New(V, F),
    /// What was found, and how it was kept.
    Kept(F, Vec<u8>),
    Elsewhere,
}

/// Does the parts of a phase that are still to be done, each a task, and hands what all of them have found to `gather`, in
/// order and on the calling thread.
///
/// A task returns values, which `write` puts into the sink, and a finding that does not repeat them: what `gather` leaves of
/// it is kept with the run, together with what the part was `of`. Where that is different now, because the run is a longer one, the part is done
/// again. If some parts are done by another run, the phase ends with [`MethodError::PartDone`].
pub fn run<S, V: Send, F: Serialize + DeserializeOwned + Send>(
    (workers, sink, phase): (&Workers, &dyn Sink, Phase),
    of: impl Fn(usize) -> Scope + Sync,
    scratch: impl Fn() -> S + Sync,
    task: impl Fn(&mut S, usize) -> Result<(V, F), MethodError> + Sync,
    write: impl Fn(usize, V) -> Result<(), SinkError>,
    mut gather: impl FnMut(usize, &mut F) -> Result<(), MethodError>,
) -> Result<(), MethodError> {
    let mut all_here = true;
    let ended = workers.map(
        phase.n_parts as usize,
        scratch,
        |scratch, index| {
            match sink.work(phase, index as u64) {
                Work::Elsewhere => return Ok(Outcome::Elsewhere),
                Work::Kept(state) => {
                    let (was_of, found): (Scope, F) = unpack(&state)?;
                    if was_of == of(index) {
                        return Ok(Outcome::Kept(found, state));
                    }
                }
                Work::New => {}
            }
            task(scratch, index).map(|(values, found)| Outcome::New(values, found))
        },
        |index, outcome| match outcome {
            Outcome::New(values, mut found) => {
                write(index, values)?;
                let gathered = gather(index, &mut found);
                sink.keep(phase.part(index as u64), pack(&(of(index), &found))?)?;
                gathered
            }
            Outcome::Kept(mut found, was) => {
                let gathered = gather(index, &mut found);
                // Beside the parts of other shards less of it may be needed.
                let state = pack(&(of(index), &found))?;
                if state != was {
                    sink.keep(phase.part(index as u64), state)?;
                }
                gathered
            }
            Outcome::Elsewhere => {
                all_here = false;
                Ok(())
            }
        },
    )?;
    match ended {
        Ended::Stopped { .. } => Err(MethodError::Stopped),
        Ended::Complete if all_here => Ok(()),
        Ended::Complete => Err(MethodError::PartDone),
    }
}

/// What was found in a part that was kept by [`run`].
pub fn found<F: DeserializeOwned>(state: &[u8]) -> Result<F, SinkError> {
    unpack::<(Scope, F)>(state).map(|(_, found)| found)
}

/// A state as bytes, floats with all their bits.
pub fn pack(state: &impl Serialize) -> Result<Vec<u8>, SinkError> {
    postcard::to_stdvec(state).map_err(|error| SinkError(format!("a state cannot be kept: {error}")))
}

/// The state that [`pack`] has made bytes of.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, SinkError> {
    postcard::from_bytes(bytes)
        .map_err(|error| SinkError(format!("the journal holds a state that this version cannot read: {error}")))
}
