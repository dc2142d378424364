//! The ledger: points that failed, all of them counted and the first ones kept.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::parts;
use crate::draws::SinkError;

/// How many points failed in parts whose findings are nothing but ledgers. `kept` is what they have
/// [kept](crate::draws::Sink::keep).
pub fn n_failed<'a>(kept: impl IntoIterator<Item = &'a [u8]>) -> Result<u64, SinkError> {
    kept.into_iter().map(|state| Ok(parts::found::<Ledger>(state)?.n_failed)).sum()
}

/// The most entries a ledger keeps.
pub const LEDGER_LENGTH: usize = 1000;

/// The most numbers that the points of all its entries have, if there is more than one entry. (A chain repeats its ledger
/// whenever it keeps its state.)
pub const LEDGER_NUMBERS: usize = 1 << 15;

/// A point that failed.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub struct Failure {
    pub index: u64,
    pub message: String,
    /// Where it is, on the scale of the method; NaN where that cannot be told. Empty until the point is
    /// [located](Ledger::locate), and where nobody asks.
    pub point: Vec<f64>,
}

/// Points that failed, in order.
///
/// All points of a ledger have one length. Which of them are kept does not depend on how they were divided among the
/// ledgers that were appended.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(into = "Packed", try_from = "Packed")]
pub struct Ledger {
    /// How many there are.
    pub n_failed: u64,
    /// The first [`LEDGER_LENGTH`] of them, or fewer if they have more than [`LEDGER_NUMBERS`] numbers.
    pub kept: Vec<Failure>,
}

impl Ledger {
    /// Enters a point that comes after all others here, and that is found by its number.
    pub fn enter(&mut self, index: u64, message: String) {
        self.enter_at(index, message, Vec::new());
    }

    /// Enters a point that comes after all others here, and where it is.
    pub fn enter_at(&mut self, index: u64, message: String, point: Vec<f64>) {
        self.n_failed += 1;
        if self.kept.len() < room(point.len()) {
            self.kept.push(Failure { index, message, point });
        }
    }

    /// Appends a ledger of later points, which is left with the entries that there is room for.
    pub fn append(&mut self, later: &mut Ledger) {
        self.n_failed += later.n_failed;
        let width = self.kept.first().or(later.kept.first()).map_or(0, |failure| failure.point.len());
        later.kept.truncate(room(width).saturating_sub(self.kept.len()));
        self.kept.extend_from_slice(&later.kept);
    }

    /// Says where the points are: `find` writes the point of a number, `width` numbers that are NaN before.
    ///
    /// Methods whose points follow from their numbers do this once, at their end, so that parts need not keep points.
    pub fn locate(&mut self, width: usize, mut find: impl FnMut(u64, &mut [f64])) {
        self.kept.truncate(room(width));
        for failure in &mut self.kept {
            failure.point = vec![f64::NAN; width];
            find(failure.index, &mut failure.point);
        }
    }

    /// The same ledger, where counting begins with `first` instead of 0.
    pub fn counted_from(mut self, first: u64) -> Ledger {
        self.kept.iter_mut().for_each(|failure| failure.index += first);
        self
    }

    /// The message of the first one.
    pub fn first(&self) -> Option<&str> {
        self.kept.first().map(|failure| failure.message.as_str())
    }
}

/// A ledger as it is kept with a run, by thousands of parts: points often fail alike, so each message stands once.
#[derive(Serialize, Deserialize)]
struct Packed {
    n_failed: u64,
    messages: Vec<String>,
    /// How far each index is from the one before, which message it has, and its point.
    kept: Vec<(u64, usize, Vec<f64>)>,
}

impl From<Ledger> for Packed {
    fn from(ledger: Ledger) -> Packed {
        let (mut messages, mut places) = (Vec::new(), HashMap::new());
        let (mut kept, mut last) = (Vec::with_capacity(ledger.kept.len()), 0);
        for Failure { index, message, point } in ledger.kept {
            let place = *places.entry(message.clone()).or_insert(messages.len());
            if place == messages.len() {
                messages.push(message);
            }
            kept.push((index.wrapping_sub(last), place, point));
            last = index;
        }
        Packed { n_failed: ledger.n_failed, messages, kept }
    }
}

impl TryFrom<Packed> for Ledger {
    type Error = &'static str;

    fn try_from(packed: Packed) -> Result<Ledger, &'static str> {
        let mut last = 0u64;
        let unpack = |(distance, place, point): (u64, usize, Vec<f64>)| {
            let message = packed.messages.get(place).ok_or("a ledger names a message that it does not have")?.clone();
            last = last.wrapping_add(distance);
            Ok(Failure { index: last, message, point })
        };
        let kept = packed.kept.into_iter().map(unpack).collect::<Result<_, &'static str>>()?;
        Ok(Ledger { n_failed: packed.n_failed, kept })
    }
}

/// How many entries are kept whose points have so many numbers.
fn room(width: usize) -> usize {
    (LEDGER_NUMBERS / width.max(1)).clamp(1, LEDGER_LENGTH)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ledger of these points, each of so many numbers.
    fn ledger(points: std::ops::Range<u64>, width: usize) -> Ledger {
        let mut ledger = Ledger::default();
        points.for_each(|index| ledger.enter_at(index, format!("point {index}"), vec![index as f64; width]));
        ledger
    }

    #[test]
    fn what_is_kept_does_not_depend_on_how_points_are_divided() {
        for (width, n_kept) in [(0, 1000), (1, 1000), (32, 1000), (33, 992), (1000, 32), (LEDGER_NUMBERS + 1, 1)] {
            let whole = ledger(0..1200, width);
            assert_eq!((whole.n_failed, whole.kept.len()), (1200, n_kept), "{width}");
            assert!((0..).zip(&whole.kept).all(|(index, failure)| failure.index == index));
            for cuts in [[0, 0], [7, 8], [31, 1100], [990, 1000], [1200, 1200]] {
                let mut all = ledger(0..cuts[0], width);
                let mut later = [ledger(cuts[0]..cuts[1], width), ledger(cuts[1]..1200, width)];
                let n_first = all.kept.len();
                later.iter_mut().for_each(|later| all.append(later));
                assert_eq!(all, whole, "{width} {cuts:?}");
                assert_eq!(n_first + later[0].kept.len() + later[1].kept.len(), n_kept);
            }
        }
    }

    #[test]
    fn a_ledger_comes_back_and_keeps_each_message_once() {
        let mut kept = Ledger::default();
        for index in [3, 3, 4, 4000, 1 << 40] {
            kept.enter_at(index, format!("message {}", index % 2).repeat(100), vec![index as f64]);
        }
        let bytes = parts::pack(&kept).expect("it can be packed");
        assert!(bytes.len() < 2 * 900 + 100, "{}", bytes.len());
        assert_eq!(parts::unpack::<Ledger>(&bytes).expect("it was packed"), kept);
        let broken = Packed { n_failed: 1, messages: Vec::new(), kept: vec![(0, 0, Vec::new())] };
        assert!(Ledger::try_from(broken).is_err());
    }

    #[test]
    fn points_are_located_by_their_numbers_as_far_as_there_is_room() {
        let mut found = ledger(10..1210, 0);
        found.locate(100, |index, point| {
            if index != 11 {
                point.fill(index as f64);
            }
        });
        assert_eq!((found.n_failed, found.kept.len()), (1200, 327));
        assert_eq!(found.kept[0], ledger(10..11, 100).kept[0]);
        assert!(found.kept[1].point.iter().all(|x| x.is_nan()) && found.kept[1].point.len() == 100);
    }
}
