//! What is written, and how it is laid out.

use std::fs;

use mcrun::draws::{Attribute, Coordinate, Element, Group, Sink};
use mcrun::store::compare::first_difference;
use mcrun::store::file::ResultFile;
use mcrun::store::read::ResultReader;
use tempfile::TempDir;

use crate::support::{
    array, check_refused, check_written, entries, float_at, index, labels, length, named, original_name, sample_groups,
    vector_group, write_sample,
};

#[test]
fn what_was_written_is_read_back() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    write_sample(&path, 1);
    let reader = ResultReader::open(&path).unwrap();
    let groups = reader.groups().unwrap();
    let names: Vec<_> = groups.iter().map(|group| group.name.as_str()).collect();
    assert_eq!(names, ["posterior", "sample_stats", "grid", "mcrun"]);
    for (group, expected) in groups.iter().zip(sample_groups()) {
        assert_eq!((&group.dimensions, &group.arrays), (&expected.dimensions, &expected.arrays));
        assert_eq!(group.attributes[..expected.attributes.len()], expected.attributes);
    }
    for (group_idx, group) in sample_groups().iter().enumerate() {
        for (array_idx, array) in group.arrays.iter().enumerate() {
            let len = length(group, array);
            match array.element {
                Element::Float => {
                    let expected: Vec<_> =
                        (0..len).map(|place| float_at(group_idx, array_idx, place).to_bits()).collect();
                    let numbers = reader.read_f64(&group.name, &array.name).unwrap();
                    assert_eq!(numbers.into_iter().map(f64::to_bits).collect::<Vec<_>>(), expected);
                }
                Element::Int => {
                    let expected: Vec<_> = (0..len).map(|place| place as i64 * 3 % 2).collect();
                    assert_eq!(reader.read_i64(&group.name, &array.name).unwrap(), expected);
                }
            }
        }
    }
    assert_eq!(reader.attribute("mcrun", "log_evidence"), Ok(Some(Attribute::Float(-12.5))));
    assert_eq!(reader.attribute("mcrun", "log_evidenc"), Ok(None));
}

#[test]
fn special_numbers_keep_their_bits() {
    let floats = [0.0, -0.0, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 5e-324, f64::from_bits(0x7ff8_0000_0000_0123)];
    let ints = [0, -1, i64::MIN, i64::MAX, (1 << 53) + 1, 1, 2];
    let groups = [vector_group("posterior", 7)];
    check_written(
        &groups,
        |file| {
            file.write((0, 0), 0, &floats).unwrap();
            file.write_ints((0, 1), 0, &ints).unwrap();
            let mut back = [0.0; 3];
            file.read((0, 0), 1, &mut back).unwrap();
            assert_eq!(back.map(f64::to_bits), [-0.0, f64::NAN, f64::INFINITY].map(f64::to_bits));
            file.read((0, 1), 0, &mut back).unwrap();
            assert_eq!(back, [0.0, -1.0, i64::MIN as f64]);
            let message = file.read((0, 1), 3, &mut back).unwrap_err().to_string();
            assert!(message.ends_with("posterior/n holds an integer that no f64 is equal to"), "{message}");
        },
        |reader| {
            let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
            assert_eq!(bits(&reader.read_f64("posterior", "x").unwrap()), bits(&floats));
            assert_eq!(reader.read_i64("posterior", "n").unwrap(), ints);
            let message = reader.read_i64("posterior", "x").unwrap_err().to_string();
            assert!(message.ends_with("posterior/x: does not hold integers"), "{message}");
        },
    );
}

#[test]
fn attributes_of_all_kinds_and_lengths_are_read_back() {
    let attributes = vec![
        ("z_first".to_owned(), Attribute::Float(-0.1)),
        ("count".to_owned(), Attribute::Int(i64::MIN)),
        ("empty".to_owned(), Attribute::Text(String::new())),
        ("program".to_owned(), Attribute::Text("parameters { real µ; }\n".repeat(50_000))),
        ("names".to_owned(), Attribute::Texts(vec!["Zürich".to_owned(), String::new(), "c".to_owned()])),
        ("nothing".to_owned(), Attribute::Texts(Vec::new())),
        ("failed".to_owned(), Attribute::Texts((0..20_000).map(|point| format!("point {point}")).collect())),
        ("values".to_owned(), Attribute::Floats((0..20_000).map(f64::from).collect())),
        ("none".to_owned(), Attribute::Floats(Vec::new())),
    ];
    let group = Group { attributes: attributes.clone(), ..named("posterior") };
    check_written(&[group], |_| (), |reader| assert_eq!(reader.group("posterior").unwrap().attributes, attributes));
}

#[test]
fn a_text_with_a_nul_is_refused() {
    let group = Group { attributes: vec![("config".to_owned(), Attribute::Text("a\0b".to_owned()))], ..named("mcrun") };
    check_refused(&[group], "mcrun: attribute config: a text contains a NUL character, which HDF5 cannot store");
}

#[test]
fn the_number_of_workers_changes_no_bit_of_the_file() {
    let directory = TempDir::new().unwrap();
    let paths = [1, 2, 3, 7].map(|count| {
        let path = directory.path().join(format!("{count}.h5"));
        write_sample(&path, count);
        path
    });
    for path in &paths[1..] {
        assert_eq!(fs::read(path).unwrap(), fs::read(&paths[0]).unwrap());
        assert_eq!(first_difference(path, &paths[0]), Ok(None));
    }
}

#[test]
fn a_file_with_missing_numbers_is_not_finished() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let file = ResultFile::create(&path, &[vector_group("posterior", 4)], false).unwrap();
    file.write((0, 0), 1, &[1.0, 2.0]).unwrap();
    let message = file.finish(&[]).unwrap_err().to_string();
    assert_eq!(message, format!("{}: posterior/x has 4 values, but 2 were written", path.display()));
    assert_eq!(entries(directory.path()), [""; 0]);
}

#[test]
fn writes_outside_of_arrays_are_errors() {
    let directory = TempDir::new().unwrap();
    let path = directory.path().join("out.h5");
    let file = ResultFile::create(&path, &[vector_group("posterior", 4)], false).unwrap();
    let check = |outcome: Result<(), _>, expected: &str| {
        let error: mcrun::draws::SinkError = outcome.unwrap_err();
        assert_eq!(error.to_string(), format!("{}: {expected}", path.display()));
    };
    check(file.write((0, 0), 3, &[1.0, 2.0]), "posterior/x has 4 values: there are no 2 from 3 on");
    check(
        file.write((0, 0), u64::MAX, &[1.0]),
        "posterior/x has 4 values: there are no 1 from 18446744073709551615 on",
    );
    check(file.write((0, 2), 0, &[1.0]), "there is no array (0, 2)");
    check(file.write((1, 0), 0, &[1.0]), "there is no array (1, 0)");
    check(file.write((0, 1), 0, &[1.0]), "posterior/n holds Int values, not Float");
    check(file.write_ints((0, 0), 0, &[1]), "posterior/x holds Float values, not Int");
    check(file.read((0, 0), 4, &mut [0.0]), "posterior/x has 4 values: there are no 1 from 4 on");
}

#[test]
fn groups_may_be_added_later() {
    check_written(
        &[vector_group("posterior", 1)],
        |file| {
            file.write((0, 0), 0, &[1.5]).unwrap();
            file.add(&[vector_group("weighted_posterior", 2)]).unwrap();
            file.write((1, 0), 0, &[2.5, 3.5]).unwrap();
            file.write_ints((1, 1), 0, &[5, 6]).unwrap();
            file.write_ints((0, 1), 0, &[4]).unwrap();
        },
        |reader| {
            assert_eq!(reader.read_f64("posterior", "x").unwrap(), [1.5]);
            assert_eq!(reader.read_f64("weighted_posterior", "x").unwrap(), [2.5, 3.5]);
            assert_eq!(reader.read_i64("weighted_posterior", "n").unwrap(), [5, 6]);
            assert_eq!(reader.group("weighted_posterior").unwrap().dimensions[0].coordinate, Coordinate::Index(2));
        },
    );
}

#[test]
fn variables_called_like_dimensions_get_underscores() {
    let group = Group {
        dimensions: vec![index("chain", 1), index("draw", 1), index("x_dim_0", 1)],
        arrays: ["chain", "chain_", "x_dim_0", "mu"]
            .map(|name| array(name, &["chain", "draw"], Element::Float))
            .to_vec(),
        ..named("posterior")
    };
    check_written(
        &[group],
        |file| {
            for array in 0..4 {
                file.write((0, array), 0, &[array as f64]).unwrap();
            }
        },
        |reader| {
            for (value, name) in ["chain__", "chain_", "x_dim_0_", "mu"].iter().enumerate() {
                assert_eq!(reader.read_f64("posterior", name).unwrap(), [value as f64]);
            }
            assert_eq!(original_name(reader, "chain__"), Some("chain".to_owned()));
            assert_eq!(original_name(reader, "mu"), None);
        },
    );
}

#[test]
fn empty_arrays_and_scalars_are_stored() {
    let group = Group {
        dimensions: vec![index("chain", 2), index("none", 0), labels("no_label", &[])],
        arrays: vec![
            array("empty", &["chain", "none"], Element::Float),
            array("scalar", &[], Element::Float),
            array("count", &[], Element::Int),
        ],
        ..named("posterior")
    };
    check_written(
        std::slice::from_ref(&group),
        |file| {
            file.write((0, 0), 0, &[]).unwrap();
            file.write((0, 1), 0, &[2.5]).unwrap();
            file.write_ints((0, 2), 0, &[7]).unwrap();
        },
        |reader| {
            let read = reader.group("posterior").unwrap();
            assert_eq!(read.arrays, group.arrays);
            assert_eq!(read.dimensions, group.dimensions);
            assert_eq!(reader.read_f64("posterior", "empty").unwrap(), [0.0; 0]);
            assert_eq!(reader.read_f64("posterior", "scalar").unwrap(), [2.5]);
            assert_eq!(reader.read_i64("posterior", "count").unwrap(), [7]);
        },
    );
}

#[test]
fn a_layout_that_makes_no_sense_is_refused() {
    let group = |dims: &[&str]| Group {
        dimensions: vec![index("chain", 1)],
        arrays: vec![array("x", dims, Element::Float)],
        ..named("posterior")
    };
    check_refused(&[group(&["draw"])], "posterior/x: the group has no dimension draw");
    check_refused(&[named("a/b")], "\"a/b\" cannot be a name in an HDF5 file");
    let slashed = Group { dimensions: vec![index("x/y", 1)], ..named("grid") };
    check_refused(&[slashed], "grid/x/y: \"x/y\" cannot be a name in an HDF5 file");
}
