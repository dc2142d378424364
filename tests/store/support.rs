//! Results to be written and read.

use std::fs;
use std::path::Path;
use std::time::{Duration, UNIX_EPOCH};

use mcrun::draws::{Array, Attribute, Coordinate, Dimension, Element, Group, Sink};
use mcrun::store::attributes;
use mcrun::store::file::ResultFile;
use mcrun::store::read::ResultReader;
use mcrun::workers::{Ended, Workers};
use tempfile::TempDir;

pub const N_DRAWS: usize = 50;

/// A result with what results have: draws, a grid, labels, an empty variable, a long text.
pub fn sample_groups() -> Vec<Group> {
    let created = UNIX_EPOCH + Duration::from_secs(1_795_422_600);
    let sampled = |name: &str| Group { attributes: attributes::arviz(created, &["chain", "draw"]), ..named(name) };
    let draws = || vec![index("chain", 2), index("draw", N_DRAWS)];
    let with = |mut dimensions: Vec<Dimension>, more: Vec<Dimension>| {
        dimensions.extend(more);
        dimensions
    };
    let values = |name: &str, values: &[f64]| Dimension::new(name, Coordinate::Values(values.to_vec()));
    let posterior = Group {
        dimensions: with(
            draws(),
            vec![
                index("theta_dim_0", 2),
                index("theta_dim_1", 3),
                labels("school", &["Choate", "Zürich"]),
                index("gone_dim_0", 0),
            ],
        ),
        arrays: vec![
            array("mu", &["chain", "draw"], Element::Float),
            array("theta", &["chain", "draw", "theta_dim_0", "theta_dim_1"], Element::Float),
            array("effect", &["chain", "draw", "school"], Element::Float),
            array("count", &["chain", "draw"], Element::Int),
            array("gone", &["chain", "draw", "gone_dim_0"], Element::Float),
        ],
        ..sampled("posterior")
    };
    let sample_stats = Group {
        dimensions: draws(),
        arrays: vec![
            array("lp", &["chain", "draw"], Element::Float),
            array("diverging", &["chain", "draw"], Element::Int),
        ],
        ..sampled("sample_stats")
    };
    let grid = Group {
        dimensions: vec![values("mu", &[-1.5, 0.0, 2.25]), values("tau", &[0.1, 1.0, 10.0, 100.0])],
        arrays: vec![
            array("log_density", &["mu", "tau"], Element::Float),
            array("marginal_mu", &["mu"], Element::Float),
            array("marginal_tau", &["tau"], Element::Float),
        ],
        attributes: attributes::arviz(created, &[]),
        ..named("grid")
    };
    let program = Attribute::Text("// a long program\n".repeat(60_000));
    let mcrun = Group {
        attributes: vec![("program".to_owned(), program), ("seed".to_owned(), Attribute::Int(20261123))],
        ..named("mcrun")
    };
    vec![posterior, sample_stats, grid, mcrun]
}

pub fn write_sample(path: &Path, n_workers: usize) {
    let groups = sample_groups();
    let file = ResultFile::create(path, &groups, false).unwrap();
    let arrays = groups.iter().enumerate().flat_map(|(group_idx, group)| {
        group
            .arrays
            .iter()
            .enumerate()
            .map(move |(array_idx, array)| ((group_idx, array_idx), array.element, length(group, array)))
    });
    const BLOCK: usize = 7;
    let blocks: Vec<_> = arrays
        .flat_map(|(id, element, len)| {
            (0..len).step_by(BLOCK).map(move |start| (id, element, start..len.min(start + BLOCK)))
        })
        .collect();
    let write = |(): &mut (), task: usize| {
        let (id, element, places) = blocks[task].clone();
        let start = places.start as u64;
        match element {
            Element::Float => {
                file.write(id, start, &places.map(|place| float_at(id.0, id.1, place)).collect::<Vec<_>>())
            }
            Element::Int => file.write_ints(id, start, &places.map(|place| place as i64 * 3 % 2).collect::<Vec<_>>()),
        }
    };
    assert_eq!(Workers::new(n_workers).map(blocks.len(), || (), write, |_, ()| Ok(())).unwrap(), Ended::Complete);
    file.finish(&[(3, "log_evidence".to_owned(), Attribute::Float(-12.5))]).unwrap();
}

/// A number that tells where it belongs.
pub fn float_at(group: usize, array: usize, place: usize) -> f64 {
    (group * 100 + array) as f64 + 0.7 / (1.0 + place as f64)
}

pub fn check_written(groups: &[Group], write: impl FnOnce(&mut ResultFile), read: impl FnOnce(&ResultReader)) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let mut file = ResultFile::create(&path, groups, false).unwrap();
    write(&mut file);
    file.add(&[named("mcrun")]).unwrap();
    file.finish(&[]).unwrap();
    read(&ResultReader::open(&path).unwrap());
}

pub fn check_refused(groups: &[Group], expected: &str) {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let message = ResultFile::create(&path, groups, false).unwrap_err().to_string();
    assert_eq!(message, format!("{}: {expected}", path.display()));
    assert_eq!(entries(directory.path()), [""; 0]);
}

pub fn original_name(reader: &ResultReader, array: &str) -> Option<String> {
    match reader.attribute(&format!("posterior/{array}"), "original_name").unwrap() {
        Some(Attribute::Text(name)) => Some(name),
        _ => None,
    }
}

pub fn entries(directory: &Path) -> Vec<String> {
    fs::read_dir(directory).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

pub fn length(group: &Group, array: &Array) -> usize {
    let size =
        |name: &String| match &group.dimensions.iter().find(|dimension| dimension.name == *name).unwrap().coordinate {
            Coordinate::Index(len) => *len,
            Coordinate::Values(values) => values.len(),
            Coordinate::Labels(labels) => labels.len(),
        };
    array.dims.iter().map(size).product()
}

pub fn named(name: &str) -> Group {
    Group { name: name.to_owned(), ..Group::default() }
}

/// Arrays `x` of floats and `n` of integers over one dimension.
pub fn vector_group(name: &str, len: usize) -> Group {
    Group {
        dimensions: vec![index("dim", len)],
        arrays: vec![array("x", &["dim"], Element::Float), array("n", &["dim"], Element::Int)],
        ..named(name)
    }
}

pub fn square_group(size: usize) -> Group {
    Group {
        dimensions: vec![index("row", size), index("column", size)],
        arrays: vec![array("x", &["row", "column"], Element::Float)],
        ..named("grid")
    }
}

pub fn index(name: &str, len: usize) -> Dimension {
    Dimension::new(name, Coordinate::Index(len))
}

pub fn labels(name: &str, labels: &[&str]) -> Dimension {
    let labels = labels.iter().map(|&label| label.to_owned()).collect();
    Dimension::new(name, Coordinate::Labels(labels))
}

pub fn array(name: &str, dims: &[&str], element: Element) -> Array {
    Array::new(name, dims.iter().map(|&dim| dim.to_owned()).collect(), element)
}
