//! The type checker over the gallery: programs that are right, and programs with mistakes and what is said of them.
//!
//! `MCRUN_BLESS=1` writes what is said now as what is expected.

use std::fs;
use std::path::{Path, PathBuf};

use mcrun::stan::check::check;
use mcrun::stan::error::render::render;
use mcrun::stan::syntax::parse;

/// The programs of one part of the gallery, in order.
fn programs(part: &str) -> Vec<PathBuf> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery").join(part);
    let Ok(entries) = fs::read_dir(dir) else { return Vec::new() };
    let paths = entries.map(|entry| entry.expect("the directory can be read").path());
    let mut programs: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "stan")).collect();
    programs.sort();
    programs
}

/// What is said of a program; nothing if it is right.
fn said_of(path: &Path) -> String {
    let text = fs::read_to_string(path).expect("the program can be read");
    let name = path.file_name().expect("a file has a name").to_string_lossy();
    let includes =
        |name: &str| fs::read_to_string(path.with_file_name("include").join(name)).map_err(|error| error.to_string());
    let (program, sources) = parse(&text, &name, &includes);
    match program.and_then(|program| check(&program)) {
        Ok(_) => String::new(),
        Err(errors) => render(&errors, &sources),
    }
}

#[test]
fn right_programs_are_accepted() {
    let parts = ["good/types", "good/syntax"];
    let wrong: Vec<String> = parts.iter().flat_map(|part| programs(part)).map(|path| said_of(&path)).collect();
    assert!(wrong.len() >= 60);
    assert_eq!(wrong.concat(), "");
}

#[test]
fn mistakes_are_told_with_their_places() {
    let programs = programs("bad/types");
    assert!(programs.len() >= 90);
    let mut different = Vec::new();
    for path in programs {
        let said = said_of(&path);
        let expected = path.with_extension("txt");
        if std::env::var_os("MCRUN_BLESS").is_some() {
            fs::write(&expected, &said).expect("the expected text can be written");
        }
        let expected = fs::read_to_string(expected).unwrap_or_default();
        if said.is_empty() || said != expected {
            different.push(format!("{}\nsaid:\n{said}\nexpected:\n{expected}", path.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
}
