//! Tasks whose results can be kept: what is done already, before an interruption or by another run, is not done again.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::draws::parts::{Phase, Work};
use crate::draws::{Sink, SinkError};
use crate::workers::{Ended, Workers};

use super::error::MethodError;

/// What has become of a part.
enum Outcome<V, F> {
    /// Values that are to be written, and what was found besides.
    New(V, F),
    Kept(F),
    Elsewhere,
}

/// Does the parts of a phase that are still to be done, each a task, and hands what all of them have found to `gather`, in
/// order and on the calling thread.
///
/// A task returns values, which `write` puts into the sink, and a finding that does not repeat them: it is kept with the
/// run. If some parts are done by another run, the phase ends with [`MethodError::PartDone`].
pub fn run<S, V: Send, F: Serialize + DeserializeOwned + Send>(
    (workers, sink, phase): (&Workers, &dyn Sink, Phase),
    scratch: impl Fn() -> S + Sync,
    task: impl Fn(&mut S, usize) -> Result<(V, F), MethodError> + Sync,
    write: impl Fn(usize, V) -> Result<(), SinkError>,
    mut gather: impl FnMut(usize, F) -> Result<(), MethodError>,
) -> Result<(), MethodError> {
    let mut all_here = true;
    let ended = workers.map(
        phase.n_parts as usize,
        scratch,
        |scratch, index| match sink.work(phase, index as u64) {
            Work::New => task(scratch, index).map(|(values, found)| Outcome::New(values, found)),
            Work::Kept(state) => Ok(Outcome::Kept(unpack(&state)?)),
            Work::Elsewhere => Ok(Outcome::Elsewhere),
        },
        |index, outcome| match outcome {
            Outcome::New(values, found) => {
                write(index, values)?;
                sink.keep(phase.part(index as u64), pack(&found)?)?;
                gather(index, found)
            }
            Outcome::Kept(found) => gather(index, found),
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

/// A state as bytes, floats with all their bits.
pub fn pack(state: &impl Serialize) -> Result<Vec<u8>, SinkError> {
    postcard::to_stdvec(state).map_err(|error| SinkError(format!("a state cannot be kept: {error}")))
}

/// The state that [`pack`] has made bytes of.
pub fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, SinkError> {
    postcard::from_bytes(bytes)
        .map_err(|error| SinkError(format!("the journal holds a state that this version cannot read: {error}")))
}
