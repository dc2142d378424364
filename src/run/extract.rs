//! Takes config, program and data back out of a result, so that the run can be done again or changed.

use std::path::{Component, Path, PathBuf};

use serde_json::{Map, Value as Json};

use super::RunError;
use super::record::data_json;
use super::recorded::Recorded;
use crate::config::write::toml;
use crate::data::io_reason;

/// The files that a result was taken apart into.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// The config, which runs with the other files.
    pub config: PathBuf,
    /// All files.
    pub files: Vec<PathBuf>,
}

/// Writes `NAME.toml`, the config with all settings that were in force, the program with what it includes, and the data
/// into a directory, `NAME` being that of the result; also `NAME.given.toml`, the config as it was given. Files that exist are
/// an error, unless they may be replaced. `data` is read where the result does not hold its data.
pub fn extract(path: &Path, directory: &Path, data: Option<&Path>, force: bool) -> Result<Extracted, RunError> {
    let recorded = Recorded::read(path)?;
    let (config, source) = recorded.restore(data)?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let program = program_files(&recorded.identity.program, &name)?;
    let mut settings = recorded.resolved()?;
    let mut model = Map::from_iter([("program".to_owned(), Json::from(slashed(&program[0].0)))]);
    let mut files = Vec::new();
    if !source.data.is_empty() {
        let file = format!("{name}.data.json");
        model.insert("data".into(), file.clone().into());
        files.push((file.into(), data_json(&source.data)));
    }
    if let Some(init) = &source.init {
        let file = format!("{name}.init.json");
        settings["method"]["init"] = file.clone().into();
        files.push((file.into(), data_json(init)));
    }
    settings.insert("model".into(), Json::Object(model));
    settings.shift_remove("data");
    settings["run"]["output"] = format!("{name}.h5").into();
    files.extend(program);
    let config_name = PathBuf::from(format!("{name}.toml"));
    files.insert(0, (config_name.clone(), toml(&settings)));
    files.insert(1, (format!("{name}.given.toml").into(), config.given().to_owned()));
    let files: Vec<(PathBuf, String)> = files.into_iter().map(|(file, text)| (directory.join(file), text)).collect();
    write_all(&files, force)?;
    let config = directory.join(config_name);
    Ok(Extracted { config, files: files.into_iter().map(|(file, _)| file).collect() })
}

/// The files of the program with places relative to the directory: as deep in it as what they include asks for with `..`.
fn program_files(program: &[(String, String)], name: &str) -> Result<Vec<(PathBuf, String)>, RunError> {
    let main = program.first().map_or("", |(name, _)| name.as_str());
    let main = match Path::new(main).file_name() {
        Some(file) if main.ends_with(".stan") => PathBuf::from(file),
        _ => format!("{name}.stan").into(),
    };
    let included = program.iter().skip(1);
    let depth = included.clone().map(|(name, _)| depth(name)).collect::<Result<Vec<_>, _>>()?.into_iter().max();
    let above: PathBuf = (0..depth.unwrap_or(0)).map(|_| "program").collect();
    let mut files = vec![(above.join(main), program.first().map(|(_, text)| text.clone()).unwrap_or_default())];
    for (name, text) in included {
        let file = (plain(&above.join(name)), text.clone());
        if !files.contains(&file) {
            files.push(file);
        }
    }
    Ok(files)
}

/// How far above the program's directory the way to an included file leads.
fn depth(name: &str) -> Result<usize, RunError> {
    let (mut at, mut highest) = (0isize, 0isize);
    for part in Path::new(name).components() {
        match part {
            Component::Normal(_) => at += 1,
            Component::ParentDir => at -= 1,
            Component::CurDir => {}
            Component::RootDir | Component::Prefix(_) => {
                let message =
                    "the program includes it by an absolute path, which cannot be taken along: change the #include";
                return Err(RunError::Failed(format!("{name}: {message}")));
            }
        }
        highest = highest.min(at);
    }
    Ok(highest.unsigned_abs())
}

/// The path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(plain.pop()),
            Component::Normal(part) => plain.push(part),
            _ => {}
        }
    }
    plain
}

fn slashed(path: &Path) -> String {
    path.display().to_string()
}

/// Writes all files or, if one is there that may not be replaced, none.
fn write_all(files: &[(PathBuf, String)], force: bool) -> Result<(), RunError> {
    if let Some((file, _)) = files.iter().find(|(file, _)| !force && file.symlink_metadata().is_ok()) {
        let message = "exists already; choose another directory with -d, or replace it with --force";
        return Err(RunError::Failed(format!("{}: {message}", file.display())));
    }
    for (file, text) in files {
        let wrong = |error: std::io::Error| {
            RunError::Failed(format!("{}: cannot be written: {}", file.display(), io_reason(&error)))
        };
        std::fs::create_dir_all(file.parent().unwrap_or(Path::new("."))).map_err(wrong)?;
        std::fs::write(file, text).map_err(wrong)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(names: &[&str], expected: &[&str]) {
        let program: Vec<_> = names.iter().enumerate().map(|(i, name)| (name.to_string(), i.to_string())).collect();
        let files = program_files(&program, "out").expect("the names are relative");
        assert_eq!(files.iter().map(|(file, _)| slashed(file)).collect::<Vec<_>>(), expected, "{names:?}");
    }

    #[test]
    fn files_of_a_program_stay_below_the_directory() {
        check(&["/home/me/a.stan"], &["a.stan"]);
        check(&["a.toml: code"], &["out.stan"]);
        check(&["m/a.stan", "f.stan", "lib/g.stan"], &["a.stan", "f.stan", "lib/g.stan"]);
        check(
            &["a.stan", "../lib/g.stan", "x/../../../h.stan"],
            &["program/program/a.stan", "program/lib/g.stan", "h.stan"],
        );
    }

    #[test]
    fn a_file_of_an_absolute_path_is_refused() {
        assert!(program_files(&[("a.stan".into(), String::new()), ("/f.stan".into(), String::new())], "out").is_err());
    }
}
