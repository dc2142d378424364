//! Files that are read: results, data, and what is neither.

use std::fs;
use std::path::Path;

use mcrun::draws::{Attribute, Group, Sink};
use mcrun::stan::datum::Numbers;
use mcrun::store::compare::first_difference;
use mcrun::store::data::read_data;
use mcrun::store::file::ResultFile;
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

use crate::support::{labels, vector_group, write_sample};

#[test]
fn what_is_no_result_is_refused() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let check = |expected: &str| {
        let message = ResultReader::open(&path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{}: {expected}", path.display())), "{message}");
    };
    check("cannot be read: No such file or directory");
    for bytes in [&b""[..], b"mu,tau\n1,2\n", &[0; 5000]] {
        fs::write(&path, bytes).unwrap();
        check("cannot be read as HDF5: ");
    }
    hdf5::File::create(&path).unwrap();
    check("is no result of mcrun: it has no group mcrun");
    fs::remove_file(&path).unwrap();
    fs::create_dir(&path).unwrap();
    check("is a directory, not an HDF5 file");
}

#[test]
fn attributes_that_hold_nothing_or_no_text_are_not_made_up() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let file = hdf5::File::create(&path).unwrap();
    let group = file.create_group("mcrun").unwrap();
    group.new_attr::<f64>().shape(hdf5::Extents::Null).create("number").unwrap();
    group.new_attr::<hdf5::types::VarLenUnicode>().shape(hdf5::Extents::Null).create("text").unwrap();
    group.new_attr::<hdf5::types::VarLenUnicode>().create("unset").unwrap();
    file.new_dataset::<f64>().shape(hdf5::Extents::Null).create("y").unwrap();
    file.close().unwrap();
    let reader = ResultReader::open(&path).unwrap();
    let unset = ("unset".to_owned(), Attribute::Text(String::new()));
    assert_eq!(reader.group("mcrun").unwrap().attributes, [unset]);
    assert!(read_data(&path).is_err());
}

#[test]
fn a_torn_result_is_refused() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    write_sample(&path, 1);
    let bytes = fs::read(&path).unwrap();
    for len in [10, bytes.len() / 2, bytes.len() - 1] {
        fs::write(&path, &bytes[..len]).unwrap();
        assert!(ResultReader::open(&path).is_err(), "{len} of {} bytes", bytes.len());
    }
}

#[test]
fn files_that_differ_are_told_apart() {
    let directory = TempDir::new().unwrap();
    let write = |name: &str, group: &Group, floats: &[f64], ints: &[i64]| {
        let path = directory.path().join(name);
        let file = ResultFile::create(&path, std::slice::from_ref(group), false).unwrap();
        file.write((0, 0), 0, floats).unwrap();
        file.write_ints((0, 1), 0, ints).unwrap();
        file.finish(&[(0, "host".to_owned(), Attribute::Text(name.to_owned()))]).unwrap();
        path
    };
    let group = vector_group("posterior", 2);
    let path = write("a", &group, &[f64::NAN, 0.0], &[1, 2]);
    let check = |other: &Path, expected: Option<&str>| {
        assert_eq!(first_difference(&path, other).unwrap().as_deref(), expected);
    };
    check(&write("same", &group, &[f64::NAN, 0.0], &[1, 2]), None);
    check(&write("zero", &group, &[f64::NAN, -0.0], &[1, 2]), Some("/posterior/x differs at flat position 1"));
    check(&write("int", &group, &[f64::NAN, 0.0], &[1, 3]), Some("/posterior/n differs at flat position 1"));
    let longer = write("longer", &vector_group("posterior", 3), &[f64::NAN, 0.0, 0.0], &[1, 2, 3]);
    check(&longer, Some("/posterior/dim has the shape [2] in one file and [3] in the other"));
    let renamed = write("renamed", &vector_group("prior", 2), &[f64::NAN, 0.0], &[1, 2]);
    check(&renamed, Some("/ holds [\"posterior\"] in one file and [\"prior\"] in the other"));
    let labelled = Group { dimensions: vec![labels("dim", &["a", "b"])], ..group.clone() };
    let labelled = write("labelled", &labelled, &[f64::NAN, 0.0], &[1, 2]);
    check(&labelled, Some("/posterior/dim holds int64 in one file and unicode (var len) in the other"));
}

#[test]
fn datasets_of_the_root_group_are_data() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("data.h5");
    let file = hdf5::File::create(&path).unwrap();
    file.new_dataset_builder().with_data(&ndarray::arr2(&[[1.5f32, 2.5], [3.5, 4.5]])).create("y").unwrap();
    file.new_dataset_builder().with_data(&[1u8, 255]).create("n").unwrap();
    file.new_dataset::<i32>().create("N").unwrap().write_scalar(&-3).unwrap();
    file.new_dataset_builder().with_data(&[f64::NAN]).deflate(4).chunk([1]).create("gap").unwrap();
    file.new_dataset_builder().with_data(&ndarray::Array2::<i64>::zeros((2, 0))).create("none").unwrap();
    let text: hdf5::types::VarLenUnicode = "text".parse().unwrap();
    file.new_dataset_builder().with_data(&[text]).create("skipped").unwrap();
    file.create_group("also_skipped").unwrap();
    file.close().unwrap();
    let data = read_data(&path).unwrap();
    let mut found: Vec<_> = data.iter().map(|(name, datum)| (name.as_str(), &datum.dims[..], &datum.numbers)).collect();
    found.sort_by_key(|(name, ..)| *name);
    assert_eq!(found[0], ("N", &[][..], &Numbers::Ints(vec![-3])));
    assert!(matches!(found[1], ("gap", &[1], Numbers::Reals(values)) if values[0].is_nan()));
    assert_eq!(found[2], ("n", &[2][..], &Numbers::Ints(vec![1, 255])));
    assert_eq!(found[3], ("none", &[2, 0][..], &Numbers::Ints(vec![])));
    assert_eq!(found[4], ("y", &[2, 2][..], &Numbers::Reals(vec![1.5, 2.5, 3.5, 4.5])));
    assert_eq!(found.len(), 5);
    assert_eq!(data[0].1.place, format!("{}: {}", path.display(), data[0].0));
}

#[test]
fn data_that_cannot_be_what_they_say_are_errors() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("data.h5");
    let check = |make: &dyn Fn(&hdf5::File), expected: &str| {
        let file = hdf5::File::create(&path).unwrap();
        make(&file);
        file.close().unwrap();
        assert_eq!(read_data(&path).unwrap_err().to_string(), format!("{}: y: {expected}", path.display()));
    };
    let huge = |file: &hdf5::File| {
        file.new_dataset::<f64>().chunk([1000, 1000]).shape([1 << 40, 1 << 10]).create("y").unwrap();
    };
    check(&huge, "has the shape [1099511627776, 1024], but only 0 bytes are stored");
    let large = |file: &hdf5::File| {
        file.new_dataset_builder().with_data(&[u64::MAX]).create("y").unwrap();
    };
    check(&large, "18446744073709551615 is larger than 9223372036854775807, the largest integer");
}
