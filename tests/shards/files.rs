//! The files of shards by themselves: room on the disk, kills while they are put into place, and shards that disagree.

use std::collections::BTreeMap;
use std::os::unix::fs::MetadataExt;
use std::path::Path;
use std::time::Duration;

use mcrun::draws::parts::{Part, Phase, Work};
use mcrun::draws::{Array, Coordinate, Dimension, Element, Group, Sink, SinkError};
use mcrun::store::journal::{Identity, Journal, Record, unfinished_path};
use mcrun::store::run_file::{Opening, RunFile};
use mcrun::store::shard::{Shard, result_path, shard_path};

/// Numbers of the array.
const N: u64 = 1 << 20;

fn groups() -> Vec<Group> {
    vec![Group {
        name: "sweep".into(),
        dimensions: vec![Dimension::new("point", Coordinate::Index(N as usize))],
        arrays: vec![Array::new("z", vec!["point".into()], Element::Float)],
        ..Group::default()
    }]
}

fn open(output: &Path, shard: Option<(u64, u64)>, shards: &[Shard]) -> Result<RunFile, SinkError> {
    let commit_every = Duration::from_secs(1000);
    let opening = Opening { output, force: false, resume: true, commit_every, extends: None, shards };
    RunFile::open(&opening, Identity { shard, ..Identity::default() }, &groups(), &|_| {})
}

const PHASE: Phase = Phase { number: 1, n_parts: 2, divided: true };

/// Does a shard of two: one number, its part, and `summit` as the state of a part that all shards have.
fn work(output: &Path, shard: (u64, u64), summit: u8) -> RunFile {
    let file = open(&shard_path(output, shard), Some(shard), &[]).expect("a file");
    let own = shard.0 - 1;
    assert_eq!(file.work(PHASE, 1 - own), Work::Elsewhere);
    file.write((0, 0), own * (N - 1), &[1.5]).expect("a number");
    file.keep(Part { phase: 0, index: 0 }, vec![summit]).expect("a state");
    file.keep(PHASE.part(own), vec![7]).expect("a state");
    file
}

/// All files of a directory.
fn contents(directory: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(directory).expect("a directory").map(|entry| entry.expect("an entry").path());
    let name = |path: &Path| path.file_name().expect("a name").to_string_lossy().into_owned();
    entries.map(|path| (name(&path), std::fs::read(&path).expect("a file"))).collect()
}

#[test]
fn a_shard_takes_no_room_for_the_whole() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    let file = work(&output, (1, 2), 1);
    let found = std::fs::metadata(unfinished_path(&shard_path(&output, (1, 2)))).expect("a file");
    assert!(found.len() >= 8 * N && 512 * found.blocks() < N, "{} bytes, {} blocks", found.len(), found.blocks());
    assert!(file.pack().expect("a shard").bytes < 1000);
}

#[test]
fn a_shard_that_was_killed_while_it_was_packed_is_packed_again() {
    let directory = tempfile::tempdir().expect("a directory");
    let output = directory.path().join("out.h5");
    let path = shard_path(&output, (1, 2));
    work(&output, (1, 2), 1).pause().committed.expect("a commit");
    let before = contents(directory.path());
    let restore =
        || before.iter().for_each(|(name, bytes)| std::fs::write(directory.path().join(name), bytes).expect("a file"));

    let pack = || open(&path, Some((1, 2)), &[]).and_then(RunFile::pack);
    pack().expect("a shard");
    assert_eq!(contents(directory.path()).len(), 1);
    // It is in its place, and nothing was tidied up.
    restore();
    std::fs::write(directory.path().join("out.h5.shard-1-of-2.packing"), "torn").expect("a file");
    let again = pack().expect("a shard");
    assert_eq!((again.parts, contents(directory.path()).len()), ((0, 0), 1));
    // The journal says that it is in its place.
    restore();
    let mut journal = Journal::hold(&path).expect("a journal");
    let history = journal.read().expect("a journal").expect("a history");
    journal.cut(history.end).expect("it is whole");
    journal.append(&Record::Complete, true).expect("a record");
    drop(journal);
    assert!(RunFile::settle(&path).expect("the files are tidied up"));
    assert_eq!(contents(directory.path()).len(), 1);
    assert_eq!(Shard::open(&path).expect("a shard").shard, (1, 2));
}

#[test]
fn shards_are_taken_in_if_they_agree() {
    let check = |summits: [u8; 2]| {
        let directory = tempfile::tempdir().expect("a directory");
        let output = directory.path().join("out.h5");
        let mut shards = Vec::new();
        for index in [1, 2] {
            let packed = work(&output, (index, 2), summits[index as usize - 1]).pack().expect("a shard");
            assert_eq!(packed.parts, (1, 2));
            shards.push(Shard::open(&packed.path).expect("a shard"));
        }
        open(&output, None, &shards).map(|file| {
            let mut values = vec![0.0; N as usize];
            file.read((0, 0), 0, &mut values).expect("numbers");
            let is_there = (values[0], values[N as usize - 1]) == (1.5, 1.5);
            is_there && [0, 1].map(|index| file.work(PHASE, index)) == [Work::Kept(vec![7]), Work::Kept(vec![7])]
        })
    };
    assert!(check([3, 3]).expect("they agree"));
    let SinkError(message) = check([3, 4]).expect_err("they differ");
    assert!(message.contains("out.h5.shard-2-of-2: part 0 of phase 0, which is also in another shard"), "{message}");
}

#[test]
fn names_of_shards_lead_back_to_their_result() {
    let path = shard_path(Path::new("a/out.h5"), (2, 5));
    assert_eq!(path, Path::new("a/out.h5.shard-2-of-5"));
    assert_eq!(result_path(&path, (2, 5)).as_deref(), Some(Path::new("a/out.h5")));
    assert_eq!(result_path(&path, (2, 6)), None);
}
