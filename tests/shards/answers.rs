//! What is said of shards that cannot be merged, and of shards that cannot be.

use std::path::Path;

use tempfile::TempDir;

use super::support::{check, command, directory, listing, method, shards, tamper, write_config};

/// A directory with all shards of a sweep.
fn prepared(n: u64) -> TempDir {
    let directory = directory(method("sweep"));
    for index in 1..=n {
        check(directory.path(), &format!("a.toml --shard {index}/{n} -q"), 0, &[]);
    }
    directory
}

/// A merge that is refused leaves nothing.
fn check_refused(directory: &Path, args: &str, expected: &[&str]) {
    let before = listing(directory);
    check(directory, &format!("merge {args} -o out.h5"), 2, expected);
    assert_eq!(listing(directory), before, "{args}");
}

#[test]
fn missing_and_repeated_shards_are_named() {
    let directory = prepared(3);
    let at = directory.path();
    let (first, second) = ("out.h5.shard-1-of-3", "out.h5.shard-2-of-3");
    check_refused(
        at,
        &format!("{first} {second}"),
        &["error: 1 of 3 shards are missing\n  shard 3/3 is there: give out.h5.shard-3-of-3 too"],
    );
    check_refused(
        at,
        &format!("{} {second}", shards(3)),
        &["error: shard 2/3 is given twice, as out.h5.shard-2-of-3 and as out.h5.shard-2-of-3: leave one of them out"],
    );
    std::fs::remove_file(at.join(second)).expect("the file is there");
    let config = at.join("a.toml").display().to_string();
    check_refused(
        at,
        &format!("{first} out.h5.shard-3-of-3"),
        &[&format!("1 of 3 shards are missing\n  shard 2/3: mcrun run {config} --shard 2/3")],
    );
    std::fs::write(at.join("out.h5.shard-2-of-3.journal"), "").expect("a file");
    check_refused(
        at,
        &format!("{first} out.h5.shard-3-of-3"),
        &["shard 2/3 is unfinished: mcrun run out.h5.shard-2-of-3 --resume"],
    );
}

#[test]
fn shards_that_are_not_done_are_named() {
    let directory = prepared(3);
    let at = directory.path();
    let second = "out.h5.shard-2-of-3";
    std::fs::remove_file(at.join(second)).expect("the file is there");
    check_refused(at, &shards(3), &[&format!("error: {second}: cannot be read: No such file")]);
    let journal = std::fs::File::create(at.join(format!("{second}.journal"))).expect("a file");
    std::fs::write(at.join(format!("{second}.unfinished")), "").expect("a file");
    let unfinished = format!("error: {second}: the shard is unfinished: mcrun run {second} --resume\n");
    check_refused(at, &shards(3), &[&unfinished]);
    // As a pattern of the shell names them.
    let all = format!("out.h5.shard-1-of-3 {second}.journal {second}.unfinished out.h5.shard-3-of-3");
    check_refused(at, &all, &[&unfinished]);
    journal.lock().expect("nobody else has it");
    let under_way = "is being worked on: merge when it is done\n";
    check_refused(at, &all, &[&format!("error: {second}: the shard {under_way}")]);
    let others = "out.h5.shard-1-of-3 out.h5.shard-3-of-3";
    check_refused(at, others, &[&format!("1 of 3 shards are missing\n  shard 2/3 {under_way}")]);
}

#[test]
fn shards_of_other_runs_are_told_apart() {
    let directory = prepared(2);
    let at = directory.path();
    let first = "out.h5.shard-1-of-2";
    check(at, "a.toml --shard 2/2 -o seed.h5 --seed 12", 0, &[]);
    check_refused(
        at,
        &format!("{first} seed.h5.shard-2-of-2"),
        &[
            "error: seed.h5.shard-2-of-2: is no shard of the run of out.h5.shard-1-of-2",
            "setting run.seed was 11, and is 12",
        ],
    );
    check(at, "a.toml --shard 2/3 -o three.h5", 0, &[]);
    check_refused(
        at,
        &format!("{first} three.h5.shard-2-of-3"),
        &["three.h5.shard-2-of-3: is one of 3 shards, but out.h5.shard-1-of-2 is one of 2"],
    );
    write_config(at, "b.toml", &method("sweep").replace("n = 200", "n = 201"));
    check(at, "b.toml --shard 2/2 -o points.h5", 0, &[]);
    check_refused(at, &format!("{first} points.h5.shard-2-of-2"), &["setting method.axes.scale.n was 200, and is 201"]);
    write_config(at, "a.toml", &method("sweep").replace("sigma = 2", "sigma = 3"));
    check_refused(
        at,
        &shards(2),
        &[
            "the run that this is a shard of is not that of its config any more",
            "setting method.fixed.sigma was 2.0, and is 3.0",
            "undo the change, or run all shards again",
        ],
    );
}

#[test]
fn other_machines_are_mixed_only_if_that_is_said() {
    let directory = prepared(2);
    let at = directory.path();
    let here = std::env::consts::ARCH;
    let other = here.replace(|_: char| true, "x");
    tamper(&at.join("out.h5.shard-2-of-2"), here.as_bytes(), other.as_bytes());
    check_refused(
        at,
        &shards(2),
        &[
            &format!("it was begun on {here}, and this is {other}"),
            "with --mix-classes results of different machines are merged",
        ],
    );
    check(at, &format!("merge {} -o out.h5 --mix-classes", shards(2)), 0, &[]);
    let result = mcrun::store::read::ResultReader::open(&at.join("out.h5")).expect("a result");
    let classes = result.attribute("mcrun", "machine_class").expect("an attribute");
    let mut expected = [here.to_owned(), other];
    expected.sort();
    assert_eq!(classes, Some(mcrun::draws::Attribute::Text(expected.join(" "))));
}

#[test]
fn files_that_are_no_shards_or_not_whole_are_refused() {
    let directory = prepared(2);
    let at = directory.path();
    let path = at.join("out.h5.shard-2-of-2");
    let bytes = std::fs::read(&path).expect("a file");
    for cut in [0, 5, 14, 20, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..cut]).expect("a file");
        let expected = if cut < 14 { "is not the file of a shard" } else { "is broken or not whole: copy it again" };
        check_refused(at, &shards(2), &[&format!("error: out.h5.shard-2-of-2: {expected}")]);
    }
    for at_byte in [0, 14, 18, bytes.len() / 3, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at_byte] ^= 1;
        std::fs::write(&path, changed).expect("a file");
        check_refused(at, &shards(2), &["error: out.h5.shard-2-of-2: is "]);
    }
    check_refused(at, "a.toml nothing", &["a.toml: is not the file of a shard", "nothing: cannot be read"]);
}

#[test]
fn results_are_replaced_only_with_force() {
    let directory = prepared(2);
    let at = directory.path();
    let merge = format!("merge {} -o out.h5", shards(2));
    check(at, &merge, 0, &["wrote out.h5"]);
    check(at, &merge, 1, &["out.h5: exists already; choose another output, or replace it with --force"]);
    check(at, &format!("{merge} --force -j 2 --json -q"), 0, &[]);
}

#[test]
fn the_environment_is_asked_only_with_auto() {
    let directory = directory(method("sweep"));
    let at = directory.path();
    let run = |args: &str, variables: &[(&str, &str)]| {
        let mut command = command(at, args);
        for name in ["SLURM_STEP_ID", "SLURM_ARRAY_TASK_ID", "PMI_RANK", "PMIX_RANK", "OMPI_COMM_WORLD_RANK"] {
            command.env_remove(name);
        }
        let output = command.envs(variables.iter().copied()).output().expect("the program starts");
        (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
    };
    let (code, message) = run("a.toml --shard auto", &[]);
    assert_eq!(code, Some(2), "{message}");
    assert!(message.starts_with("error: `--shard auto`: the environment names no shard"), "{message}");
    let (code, message) = run("a.toml --shard auto", &[("JOB_COMPLETION_INDEX", "1"), ("MCRUN_SHARDS", "3")]);
    assert_eq!(code, Some(0), "{message}");
    assert_eq!(listing(at), ["out.h5.shard-2-of-3"]);
    let (code, message) = run("a.toml --shard 4/3", &[]);
    assert_eq!(code, Some(2), "{message}");
    assert_eq!(message, "error: `--shard 4/3`: there is no shard 4 of 3\n");
}
