use std::slice::from_ref;

use super::*;

/// A container of nested lists: the naive model.
#[derive(Debug, Clone, PartialEq)]
enum Nested {
    Leaf(i64),
    List(Vec<Nested>),
}

impl Nested {
    fn build(dims: &[usize], next: &mut i64) -> Nested {
        match dims {
            [] => {
                *next += 1;
                Nested::Leaf(*next)
            }
            [size, inner @ ..] => Nested::List((0..*size).map(|_| Nested::build(inner, next)).collect()),
        }
    }

    fn of(dims: &[usize]) -> Nested {
        Nested::build(dims, &mut 0)
    }

    fn list(&mut self) -> &mut Vec<Nested> {
        match self {
            Nested::List(list) => list,
            Nested::Leaf(_) => panic!("not a list"),
        }
    }

    /// With indices that are in range.
    fn read(&self, brackets: &[Index]) -> Nested {
        let (Nested::List(list), [index, inner @ ..]) = (self, brackets) else { return self.clone() };
        let at = |i: &i64| list[*i as usize - 1].read(inner);
        match positions(*index, list.len() as i64) {
            Ok(single) => at(&single),
            Err(many) => Nested::List(many.iter().map(at).collect()),
        }
    }

    fn assign(&mut self, brackets: &[Index], value: &Nested) {
        let [index, inner @ ..] = brackets else {
            *self = value.clone();
            return;
        };
        let list = self.list();
        match positions(*index, list.len() as i64) {
            Ok(single) => list[single as usize - 1].assign(inner, value),
            Err(many) => {
                for (k, position) in many.iter().enumerate() {
                    list[*position as usize - 1].assign(inner, &value.clone().list()[k]);
                }
            }
        }
    }

    fn flat(&self, out: &mut Vec<i64>) {
        match self {
            Nested::Leaf(value) => out.push(*value),
            Nested::List(list) => list.iter().for_each(|inner| inner.flat(out)),
        }
    }

    fn elements(&self) -> Vec<i64> {
        let mut out = Vec::new();
        self.flat(&mut out);
        out
    }
}

/// One position that makes the dimension go away, or many.
fn positions(index: Index, size: i64) -> Result<i64, Vec<i64>> {
    match index {
        Index::Single(i) => Ok(i),
        Index::Multi(list) => Err(list.to_vec()),
        Index::Between(from, to) => Err((from..=to).collect()),
        Index::From(from) => Err((from..=size).collect()),
        Index::Upto(to) => Err((1..=to).collect()),
        Index::All => Err((1..=size).collect()),
    }
}

/// Whether all indices are in range, also where an empty dimension leaves nothing to read.
fn legal(dims: &[usize], brackets: &[Index]) -> bool {
    dims.iter().zip(brackets).all(|(&size, &index)| {
        let selected = positions(index, size as i64).map_or_else(|many| many, |one| vec![one]);
        selected.iter().all(|position| (1..=size as i64).contains(position))
    })
}

/// Every form of index, in and out of range of dimensions of 2 and 3.
const FORMS: [Index; 18] = [
    Index::Single(1),
    Index::Single(2),
    Index::Single(0),
    Index::Single(4),
    Index::Multi(&[]),
    Index::Multi(&[2]),
    Index::Multi(&[2, 1, 2]),
    Index::Multi(&[1, 5]),
    Index::Between(1, 2),
    Index::Between(2, 2),
    Index::Between(2, 1),
    Index::Between(0, 1),
    Index::Between(9, 3),
    Index::From(2),
    Index::From(4),
    Index::Upto(2),
    Index::Upto(0),
    Index::All,
];

const SHAPES: [(&[usize], Cell); 8] = [
    (&[3], Cell::Scalar),
    (&[3], Cell::Vector),
    (&[3], Cell::RowVector),
    (&[2, 3], Cell::Scalar),
    (&[3, 2], Cell::Vector),
    (&[2, 3], Cell::Matrix),
    (&[2, 2], Cell::RowVector),
    (&[2, 3, 2], Cell::Matrix),
];

fn tensor(dims: &[usize], cell: Cell) -> Tensor<i64> {
    Tensor::new(dims, cell, Nested::of(dims).elements())
}

fn elements(part: &Part<i64>) -> Vec<i64> {
    match part {
        Part::Element(value) => vec![*value],
        Part::Container(tensor) => tensor.data().to_vec(),
    }
}

/// All pairs of brackets with 1 to `rank` of [`FORMS`].
fn all_brackets(rank: usize) -> Vec<Brackets<'static>> {
    let mut longest = vec![Brackets::new()];
    let mut all = Vec::new();
    for _ in 0..rank {
        longest = longest
            .iter()
            .flat_map(|start| FORMS.iter().map(|form| start.iter().copied().chain([*form]).collect()))
            .collect();
        all.extend(longest.iter().cloned());
    }
    all
}

#[test]
fn every_form_reads_what_nested_lists_hold() {
    for (dims, cell) in SHAPES {
        let base = tensor(dims, cell);
        for brackets in all_brackets(dims.len()) {
            let expected = legal(dims, &brackets).then(|| Nested::of(dims).read(&brackets));
            let found = read(&base, from_ref(&brackets), "x");
            assert_eq!(
                found.as_ref().ok().map(elements),
                expected.as_ref().map(Nested::elements),
                "{dims:?} {cell:?} {brackets:?} {found:?}"
            );
        }
    }
}

#[test]
fn brackets_after_brackets_index_the_part() {
    let dims = [2, 3, 2];
    let base = tensor(&dims, Cell::Matrix);
    let forms = all_brackets(1);
    for first in all_brackets(2) {
        let Ok(Part::Container(part)) = read(&base, from_ref(&first), "x") else { continue };
        for second in &forms {
            let expected = legal(part.dims(), second).then(|| Nested::of(&dims).read(&first).read(second).elements());
            let found = read(&base, &[first.clone(), second.clone()], "x");
            assert_eq!(found.as_ref().ok().map(elements), expected, "{first:?} {second:?}");
        }
    }
}

#[test]
fn assigning_a_part_changes_that_part_only() {
    for (dims, cell) in SHAPES {
        for brackets in all_brackets(dims.len()) {
            let mut base = tensor(dims, cell);
            let Ok(part) = read(&base, from_ref(&brackets), "x") else { continue };
            let negative = |value: &i64| -value;
            let mut expected = Nested::of(dims);
            let changed = expected.read(&brackets).map(&negative);
            expected.assign(&brackets, &changed);
            match &part {
                Part::Element(value) => assign(&mut base, from_ref(&brackets), Part::Element(-value), "x"),
                Part::Container(t) => assign(&mut base, from_ref(&brackets), Part::Container(&t.map(negative)), "x"),
            }
            .unwrap();
            assert_eq!(base.data(), expected.elements(), "{dims:?} {cell:?} {brackets:?}");
        }
    }
}

impl Nested {
    fn map(&self, f: &impl Fn(&i64) -> i64) -> Nested {
        match self {
            Nested::Leaf(value) => Nested::Leaf(f(value)),
            Nested::List(list) => Nested::List(list.iter().map(|inner| inner.map(f)).collect()),
        }
    }
}

#[test]
fn single_positions_take_a_short_way_to_the_same_place() {
    for (dims, cell) in SHAPES {
        for rank in 1..=dims.len() {
            for code in 0..4_usize.pow(rank as u32) {
                let at: Vec<i64> = (0..rank).map(|k| (code / 4_usize.pow(k as u32) % 4) as i64).collect();
                let brackets: Brackets = at.iter().map(|&i| Index::Single(i)).collect();
                let mut base = tensor(dims, cell);
                let (long, short) = (read(&base, from_ref(&brackets), "x"), read_at(&base, &at, "x"));
                assert_eq!(format!("{long:?}"), format!("{short:?}"));
                let Ok(part) = long else { continue };
                let mut other = base.clone();
                let zeros = match part {
                    Part::Element(_) => Part::Element(0),
                    Part::Container(t) => Part::Container(t.map(|_| 0)),
                };
                let borrowed = || match &zeros {
                    Part::Element(value) => Part::Element(*value),
                    Part::Container(t) => Part::Container(t),
                };
                assign(&mut base, &[brackets], borrowed(), "x").unwrap();
                assign_at(&mut other, &at, borrowed(), "x").unwrap();
                assert_eq!(base.data(), other.data());
            }
        }
    }
}

#[test]
fn parts_are_of_the_kind_that_stan_says() {
    fn check(dims: &[usize], cell: Cell, path: &[&[Index]], expected: (&[usize], Cell)) {
        let path: Vec<Brackets> = path.iter().map(|brackets| brackets.iter().copied().collect()).collect();
        match read(&tensor(dims, cell), &path, "x").unwrap() {
            Part::Container(part) => assert_eq!((part.dims(), part.cell()), expected),
            Part::Element(_) => panic!("{path:?} selects an element"),
        }
    }
    let (one, some) = (Index::Single(2), Index::Between(1, 2));
    check(&[2, 3], Cell::Matrix, &[&[one]], (&[3], Cell::RowVector));
    check(&[2, 3], Cell::Matrix, &[&[Index::All, one]], (&[2], Cell::Vector));
    check(&[2, 3], Cell::Matrix, &[&[one, some]], (&[2], Cell::RowVector));
    check(&[2, 3], Cell::Matrix, &[&[some]], (&[2, 3], Cell::Matrix));
    check(&[2, 3], Cell::Matrix, &[&[some, some]], (&[2, 2], Cell::Matrix));
    check(&[2, 3], Cell::Matrix, &[&[some], &[one]], (&[3], Cell::RowVector));
    check(&[4, 3], Cell::Vector, &[&[Index::All, one]], (&[4], Cell::Scalar));
    check(&[4, 3], Cell::Vector, &[&[one, some]], (&[2], Cell::Vector));
    check(&[4, 3], Cell::RowVector, &[&[some]], (&[2, 3], Cell::RowVector));
    check(&[4, 2, 3], Cell::Matrix, &[&[some, Index::All, one]], (&[2, 2], Cell::Vector));
    check(&[4, 2, 3], Cell::Matrix, &[&[some, one]], (&[2, 3], Cell::RowVector));
    check(&[4, 2, 3], Cell::Matrix, &[&[one], &[one]], (&[3], Cell::RowVector));
    check(&[4, 2, 3], Cell::Matrix, &[&[some, one, one]], (&[2], Cell::Scalar));
}

#[test]
fn messages_name_the_container_and_its_size() {
    fn check(dims: &[usize], name: &str, brackets: &[Index], expected: &str) {
        let path = [brackets.iter().copied().collect()];
        assert_eq!(read(&tensor(dims, Cell::Scalar), &path, name).map(|_| ()), Err(expected.to_owned()));
    }
    check(&[3], "theta", &[Index::Single(5)], "index 5 of theta is out of range, must be 1 to 3");
    check(&[3], "", &[Index::Single(0)], "index 0 is out of range, must be 1 to 3");
    check(&[1], "x", &[Index::Upto(2)], "index 2 of x is out of range, must be 1");
    check(&[0], "x", &[Index::Multi(&[1])], "index 1 of x is out of range, there are no elements");
    check(
        &[2, 3],
        "x",
        &[Index::All, Index::From(-1)],
        "index -1 of x along dimension 2 is out of range, must be 1 to 3",
    );

    let mut x = tensor(&[3], Cell::Vector);
    let path = [Brackets::from_slice(&[Index::Upto(2)])];
    assert_eq!(
        assign(&mut x, &path, Part::Container(&Tensor::vector(vec![1, 2, 3])), "x"),
        Err("the value assigned to x has shape [3], but must have shape [2]".to_owned())
    );
}

#[test]
fn an_unshared_container_is_changed_in_place() {
    let mut x = tensor(&[1000], Cell::Vector);
    let place = x.data().as_ptr();
    for i in 1..=1000 {
        assign_at(&mut x, &[i], Part::Element(-i), "x").unwrap();
    }
    assert_eq!(x.data().as_ptr(), place);
    assert_eq!(x.data()[999], -1000);
}
