//! Runs that are gone on with and ask for more than before.

use serde_json::{Map, Value as Json};

use super::identity::{differences, not_the_same};
use super::record::failed;
use super::recorded::Recorded;
use super::{Job, RunError};
use crate::config::method::Method;
use crate::draws::{ArrayId, Group};
use crate::methods::axes::{AxisGroup, begins_with};
use crate::store::journal::{History, Identity};
use crate::store::shard::Shard;

/// Settings that say how many, of which a longer run has more.
const LENGTHS: &[&str] = &["draws", "chains", "resample"];

/// What a run asks for beyond the one that it goes on with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Extension {
    kind: &'static str,
    /// There are more points, not only more draws.
    has_more_points: bool,
}

/// What a job asks for beyond the run in its place, complete or not; none if that is the same run, or there is none. Any
/// other difference is an error.
pub(super) fn of(job: &Job, is: &Identity) -> Result<Option<Extension>, RunError> {
    let output = &job.config.run.output;
    let was = match History::read(output).map_err(failed)? {
        Some(history) => history.head.identity,
        None if !output.exists() => return Ok(None),
        None if job.options.shard.is_some() => Shard::open(output).map_err(failed)?.head.identity,
        None => Recorded::read(output)?.identity,
    };
    let found = differences(&was, is);
    if found.is_empty() {
        return Ok(None);
    }
    match longer(&was, is) {
        Some(extension) if is.shard.is_none() => Ok(Some(extension)),
        _ => Err(not_the_same(output, &found)),
    }
}

impl Extension {
    /// The arrays of a run with these groups whose first numbers are those of the shorter run. Others follow from all draws or
    /// points together.
    pub fn carried(self, groups: &[Group]) -> Vec<ArrayId> {
        let all = groups.iter().enumerate().flat_map(|(g, group)| (0..group.arrays.len()).map(move |a| (g, a)));
        all.filter(|&(g, a)| self.carries(&groups[g].name, &groups[g].arrays[a].name)).collect()
    }

    fn carries(self, group: &str, array: &str) -> bool {
        match (self.kind, group) {
            ("grid", "grid") => array == "log_density" || !self.has_more_points,
            ("grid", _) => !self.has_more_points,
            ("importance", _) => group == "weighted_posterior",
            _ => true,
        }
    }
}

/// How `is` goes beyond `was`, if it differs in nothing else.
fn longer(was: &Identity, is: &Identity) -> Option<Extension> {
    let mut resolved: Map<String, Json> = serde_json::from_str(&is.resolved).ok()?;
    let before: Map<String, Json> = serde_json::from_str(&was.resolved).ok()?;
    let before = before.get("method")?;
    let (earlier, later) = (Method::of_resolved(before).ok()?, Method::of_resolved(resolved.get("method")?).ok()?);
    let now = resolved.get_mut("method")?.as_object_mut()?;
    for length in LENGTHS {
        match (before.get(*length), now.get_mut(*length)) {
            (Some(before), Some(now)) if now.as_u64() >= before.as_u64() => now.clone_from(before),
            _ => {}
        }
    }
    let mut has_more_points = false;
    if let (Some(longer), Some(shorter)) = (axes(&later), axes(&earlier))
        && begins_with(&longer, &shorter)
    {
        for key in ["axes", "group"] {
            has_more_points |= now.get(key) != before.get(key);
            now.insert(key.into(), before.get(key).cloned().unwrap_or_default());
        }
    }
    let shortened = Identity { resolved: Json::Object(resolved).to_string(), ..is.clone() };
    differences(was, &shortened).is_empty().then(|| Extension { kind: later.kind(), has_more_points })
}

fn axes(method: &Method) -> Option<Vec<AxisGroup>> {
    match method {
        Method::Grid(grid) => Some(grid.groups()),
        Method::Sweep(sweep) => Some(sweep.groups()),
        Method::Nuts(_) | Method::Metropolis(_) | Method::Importance(_) | Method::Prior(_) => None,
    }
}
