//! The last states of the parts of a run that is complete, as an array of its result: from them a longer run goes on.

use std::collections::BTreeMap;
use std::path::Path;

use super::read::ResultReader;
use crate::draws::SinkError;
use crate::draws::parts::Part;

/// The group of the array.
pub const GROUP: &str = "mcrun";
/// Its name.
pub const ARRAY: &str = "states";

/// How far each part has come.
pub type States = BTreeMap<Part, Vec<u8>>;

/// States as the numbers of an array: how many bytes, their CRC-32, then these, eight to a number, with zeros after the last.
pub fn pack(states: &States) -> Result<Vec<i64>, SinkError> {
    let bytes = postcard::to_stdvec(states).map_err(|error| SinkError(format!("states cannot be kept: {error}")))?;
    let mut words = vec![bytes.len() as i64, i64::from(crc32fast::hash(&bytes))];
    words.extend(bytes.chunks(8).map(|chunk| {
        let mut word = [0; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        i64::from_le_bytes(word)
    }));
    Ok(words)
}

/// The states that a result keeps.
pub fn read(result: &Path) -> Result<States, SinkError> {
    let words = ResultReader::open(result).and_then(|reader| reader.read_i64(GROUP, ARRAY));
    let words = words.map_err(|error| SinkError(error.0))?;
    let broken = || SinkError(format!("{}: the states in {GROUP}/{ARRAY} are damaged", result.display()));
    unpack(&words).ok_or_else(broken)
}

fn unpack(words: &[i64]) -> Option<States> {
    let [len, checksum, words @ ..] = words else { return None };
    let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
    let bytes = bytes.get(..usize::try_from(*len).ok()?)?;
    let is_whole = i64::from(crc32fast::hash(bytes)) == *checksum;
    is_whole.then(|| postcard::from_bytes(bytes).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn states_come_back_or_are_known_to_be_damaged() {
        for n in 0..20 {
            let states: States = (0..n).map(|i| (Part { phase: 0, index: i }, vec![i as u8; i as usize])).collect();
            let mut words = pack(&states).expect("states can be packed");
            assert_eq!(unpack(&words), Some(states));
            for at in 0..words.len() {
                words[at] ^= 1;
                assert_eq!(unpack(&words), None, "{n} {at}");
                words[at] ^= 1;
            }
        }
    }
}
