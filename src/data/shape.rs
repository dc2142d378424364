//! Nested arrays of numbers put together into a rectangular one, with the messages for those that are not.

use crate::stan::datum::{Datum, Numbers};

/// Arrays nested deeper than this are a mistake.
const MAX_DIMENSIONS: usize = 32;

/// Takes the numbers and brackets of one variable in order.
///
/// Messages name the element as Stan does, from 1: `y[3]: has 2 elements, but y[1] has 3`.
#[derive(Debug)]
pub struct Builder<'a> {
    name: &'a str,
    numbers: Numbers,
    /// Sizes of the first array at each depth, once it is closed.
    sizes: Vec<Option<usize>>,
    /// Elements so far of the arrays that are open, outermost first.
    open: Vec<usize>,
    /// How deep the numbers stand, once there is one.
    depth: Option<usize>,
}

impl<'a> Builder<'a> {
    /// Of the variable `name`.
    pub fn new(name: &'a str) -> Builder<'a> {
        Builder { name, numbers: Numbers::Ints(vec![]), sizes: vec![], open: vec![], depth: None }
    }

    /// An array begins.
    pub fn open(&mut self) -> Result<(), String> {
        self.count();
        if self.depth.is_some_and(|d| self.open.len() >= d) {
            return Err(format!("{}: is an array, but {} is a number", self.path(0), self.first(self.open.len())));
        }
        if self.open.len() == MAX_DIMENSIONS {
            return Err(format!("{}: has more than {MAX_DIMENSIONS} dimensions", self.name));
        }
        self.open.push(0);
        if self.sizes.len() < self.open.len() {
            self.sizes.push(None);
        }
        Ok(())
    }

    /// The innermost array ends. There must be one.
    pub fn close(&mut self) -> Result<(), String> {
        let Some(size) = self.open.pop() else { return Ok(()) };
        let depth = self.open.len();
        match self.sizes[depth] {
            Some(first) if first != size => {
                let (here, there) = (self.path(0), self.first(depth));
                Err(format!("{here}: has {}, but {there} has {first}", elements(size)))
            }
            _ => {
                self.sizes[depth] = Some(size);
                Ok(())
            }
        }
    }

    /// A number written as an integer.
    pub fn int(&mut self, n: i64) -> Result<(), String> {
        self.leaf()?;
        match &mut self.numbers {
            Numbers::Ints(ints) => ints.push(n),
            Numbers::Reals(reals) => reals.push(n as f64),
        }
        Ok(())
    }

    /// A number written as a real. All others become reals with it.
    pub fn real(&mut self, x: f64) -> Result<(), String> {
        self.leaf()?;
        if let Numbers::Ints(ints) = &self.numbers {
            self.numbers = Numbers::Reals(ints.iter().map(|&n| n as f64).collect());
        }
        if let Numbers::Reals(reals) = &mut self.numbers {
            reals.push(x);
        }
        Ok(())
    }

    /// The element that comes next, for messages: `y[2,3]`.
    pub fn next(&self) -> String {
        self.path(1)
    }

    /// The whole, after the last bracket is closed.
    pub fn finish(self, place: String) -> Datum {
        let dims = self.sizes.iter().map(|size| size.unwrap_or(0)).collect();
        Datum { dims, numbers: self.numbers, place }
    }

    fn leaf(&mut self) -> Result<(), String> {
        self.count();
        if self.open.len() < self.sizes.len() {
            return Err(format!("{}: is a number, but {} is an array", self.path(0), self.first(self.open.len())));
        }
        self.depth = Some(self.open.len());
        Ok(())
    }

    fn count(&mut self) {
        if let Some(n) = self.open.last_mut() {
            *n += 1;
        }
    }

    /// The element where we are, `ahead` further on in the innermost array.
    fn path(&self, ahead: usize) -> String {
        let last = self.open.len().saturating_sub(1);
        let index = |(i, n): (usize, &usize)| (n + if i == last { ahead } else { 0 }).to_string();
        self.element(self.open.iter().enumerate().map(index).collect())
    }

    /// The first element at `depth`.
    fn first(&self, depth: usize) -> String {
        self.element(vec!["1".to_string(); depth])
    }

    fn element(&self, indices: Vec<String>) -> String {
        if indices.is_empty() { self.name.into() } else { format!("{}[{}]", self.name, indices.join(",")) }
    }
}

fn elements(n: usize) -> String {
    if n == 1 { "1 element".into() } else { format!("{n} elements") }
}
