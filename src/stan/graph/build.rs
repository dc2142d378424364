//! Making nodes: equal nodes are one, what is constant is folded, and views of views are views.

use std::sync::Arc;

use super::{Binary, Call, Density, Element, Graph, Inputs, Node, NodeId, Op, Origin, Unary};

/// How many calls are looked through for an equal one.
const RECENT: usize = 32;

impl Graph {
    /// Says where the nodes that are made next come from: a number below 2^30.
    pub fn set_tag(&mut self, tag: u32) {
        self.tag = tag;
    }

    /// Makes nodes that are slopes.
    pub(super) fn slope(&mut self, make: impl FnOnce(&mut Graph) -> NodeId) -> NodeId {
        let before = self.tag;
        self.tag = Origin::Slope.tag(before);
        let made = make(self);
        self.tag = before;
        made
    }

    /// Where a node comes from.
    pub fn tag(&self, id: NodeId) -> u32 {
        self.tags[id as usize]
    }

    /// A node.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id as usize]
    }

    /// Number of elements of a node.
    pub fn len(&self, id: NodeId) -> usize {
        self.node(id).len as usize
    }

    /// The node with this operation and these inputs.
    pub fn make(&mut self, op: Op, inputs: &[NodeId], len: usize) -> NodeId {
        let len = u32::try_from(len).expect("arrays have fewer than 2^32 elements");
        let node = Node { op, inputs: Inputs::from_slice(inputs), len };
        if let Some(&id) = self.known_nodes.get(&node) {
            return id;
        }
        let id = NodeId::try_from(self.nodes.len()).expect("graphs have fewer than 2^32 nodes");
        self.known_nodes.insert(node.clone(), id);
        self.nodes.push(node);
        self.tags.push(self.tag);
        id
    }

    /// An array of numbers.
    pub fn constant(&mut self, values: &[f64]) -> NodeId {
        let alike = self.known_constants.entry(digest(values)).or_default();
        let constants = &mut self.constants;
        let id = alike.iter().copied().find(|&id| same_bits(&constants[id as usize], values)).unwrap_or_else(|| {
            let id = constants.len() as u32;
            constants.push(Arc::from(values));
            alike.push(id);
            id
        });
        self.make(Op::Constant(id), &[], values.len())
    }

    /// A number.
    pub fn number(&mut self, x: f64) -> NodeId {
        self.constant(&[x])
    }

    /// The numbers of a node, if it is constant.
    pub fn values(&self, id: NodeId) -> Option<&Arc<[f64]>> {
        match self.node(id).op {
            Op::Constant(at) => Some(&self.constants[at as usize]),
            _ => None,
        }
    }

    /// The number that a node is, if it is a constant scalar.
    pub fn known(&self, id: NodeId) -> Option<f64> {
        match self.values(id).map(|values| &**values) {
            Some([x]) => Some(*x),
            _ => None,
        }
    }

    fn is(&self, id: NodeId, x: f64) -> bool {
        self.known(id) == Some(x)
    }

    /// A function of every element.
    pub fn unary(&mut self, f: Unary, x: NodeId) -> NodeId {
        if let Some(values) = self.values(x) {
            let values: Vec<f64> = values.iter().map(|&x| f.apply(x)).collect();
            return self.constant(&values);
        }
        self.make(Op::Unary(f), &[x], self.len(x))
    }

    /// A function of every pair of elements; a scalar meets every element of an array.
    pub fn binary(&mut self, f: Binary, x: NodeId, y: NodeId) -> NodeId {
        let len = self.len(x).max(self.len(y));
        debug_assert!([x, y].iter().all(|&id| self.len(id) == 1 || self.len(id) == len), "lengths fit");
        if let (Some(x), Some(y)) = (self.values(x), self.values(y)) {
            let at = |values: &[f64], i: usize| values[if values.len() == 1 { 0 } else { i }];
            let values: Vec<f64> = (0..len).map(|i| f.apply(at(x, i), at(y, i))).collect();
            return self.constant(&values);
        }
        let neutral = match f {
            Binary::Add if self.is(x, 0.0) => Some(y),
            Binary::Add | Binary::Sub if self.is(y, 0.0) => Some(x),
            Binary::Mul if self.is(x, 1.0) => Some(y),
            Binary::Mul | Binary::Div | Binary::Pow if self.is(y, 1.0) => Some(x),
            _ => None,
        };
        if let Some(same) = neutral.filter(|&same| self.len(same) == len) {
            return same;
        }
        match f {
            Binary::Mul if self.is(x, -1.0) && self.len(y) == len => self.unary(Unary::Neg, y),
            Binary::Mul if self.is(y, -1.0) && self.len(x) == len => self.unary(Unary::Neg, x),
            Binary::Mul if x == y => self.unary(Unary::Square, x),
            Binary::Pow if self.is(y, 2.0) => self.unary(Unary::Square, x),
            Binary::Pow if self.is(y, 0.5) => self.unary(Unary::Sqrt, x),
            Binary::Pow if self.is(y, -1.0) => self.unary(Unary::Inv, x),
            // Constants of commutative operations come first, so that equal ones are found.
            Binary::Add | Binary::Mul if self.values(y).is_some() || (self.values(x).is_none() && y < x) => {
                self.make(Op::Binary(f), &[y, x], len)
            }
            _ => self.make(Op::Binary(f), &[x, y], len),
        }
    }

    /// The log density of every element.
    pub fn density(&mut self, density: Density, inputs: &[NodeId]) -> NodeId {
        let len = inputs.iter().map(|&id| self.len(id)).max().unwrap_or(1);
        self.make(Op::Density(density), inputs, len)
    }

    /// `x + y`
    pub fn add(&mut self, x: NodeId, y: NodeId) -> NodeId {
        self.binary(Binary::Add, x, y)
    }

    /// `x - y`
    pub fn sub(&mut self, x: NodeId, y: NodeId) -> NodeId {
        self.binary(Binary::Sub, x, y)
    }

    /// `x * y`
    pub fn mul(&mut self, x: NodeId, y: NodeId) -> NodeId {
        self.binary(Binary::Mul, x, y)
    }

    /// `x / y`
    pub fn div(&mut self, x: NodeId, y: NodeId) -> NodeId {
        self.binary(Binary::Div, x, y)
    }

    /// `factor * x`
    pub fn scale(&mut self, factor: f64, x: NodeId) -> NodeId {
        let factor = self.number(factor);
        self.mul(factor, x)
    }

    /// `x + term`
    pub fn shift(&mut self, x: NodeId, term: f64) -> NodeId {
        let term = self.number(term);
        self.add(term, x)
    }

    /// A call; its results have `len` elements in all.
    pub fn call(&mut self, call: Call, inputs: &[NodeId], len: usize) -> NodeId {
        // Equal calls most often come one soon after the other.
        let recent = self.calls.iter().enumerate().rev().take(RECENT);
        let at = match recent.into_iter().find(|(_, known)| ***known == call) {
            Some((at, _)) => at,
            None => {
                self.calls.push(Arc::new(call));
                self.calls.len() - 1
            }
        };
        self.make(Op::Call(at as u32), inputs, len)
    }

    /// A reduction to `rows` rows; rows of one element are their own sums.
    pub fn reduce(&mut self, op: Op, inputs: &[NodeId], rows: usize) -> NodeId {
        if self.len(inputs[0]) > rows {
            return self.make(op, inputs, rows);
        }
        match op {
            Op::SumOfSquares => self.unary(Unary::Square, inputs[0]),
            Op::Dot => self.mul(inputs[0], inputs[1]),
            _ => inputs[0],
        }
    }

    /// A matrix of `rows` rows, transposed, times a vector.
    pub fn transposed_dot(&mut self, matrix: NodeId, vector: NodeId) -> NodeId {
        let rows = self.len(vector);
        let width = self.len(matrix) / rows;
        match self.values(matrix) {
            // Rows of a constant can be laid out as they are needed.
            Some(values) => {
                let turned: Vec<f64> = (0..width).flat_map(|j| values.iter().skip(j).step_by(width).copied()).collect();
                let turned = self.constant(&turned);
                self.reduce(Op::Dot, &[turned, vector], width)
            }
            None => self.make(Op::TransposedDot, &[matrix, vector], width),
        }
    }

    /// `len` elements, each element of `x` equally often.
    pub fn spread(&mut self, x: NodeId, len: usize) -> NodeId {
        if self.len(x) == len {
            return x;
        }
        if let Some(values) = self.values(x) {
            let times = len / values.len();
            let values: Vec<f64> = values.iter().flat_map(|&x| std::iter::repeat_n(x, times)).collect();
            return self.constant(&values);
        }
        self.make(Op::Spread, &[x], len)
    }

    /// Where an element is really computed: views are looked through.
    pub fn resolve(&self, (mut id, mut at): Element) -> Element {
        loop {
            let node = self.node(id);
            (id, at) = match &node.op {
                Op::Slice(start) => (node.inputs[0], start + at),
                Op::Pick(picks) => {
                    let (input, element) = picks[at as usize];
                    (node.inputs[input as usize], element)
                }
                Op::Spread => (node.inputs[0], at / (node.len / self.node(node.inputs[0]).len)),
                _ => return (id, at),
            };
        }
    }

    /// One element.
    pub fn element(&mut self, element: Element) -> NodeId {
        let (id, at) = self.resolve(element);
        if let Some(values) = self.values(id) {
            let x = values[at as usize];
            return self.number(x);
        }
        if self.len(id) == 1 { id } else { self.make(Op::Slice(at), &[id], 1) }
    }

    /// An array of elements; where they are those of one node in order, that node or a part of it.
    pub fn gather(&mut self, elements: &[Element]) -> NodeId {
        let elements: Vec<Element> = elements.iter().map(|&element| self.resolve(element)).collect();
        if let Some(values) = self.all_constant(&elements) {
            return self.constant(&values);
        }
        let (first, start) = elements[0];
        if elements.iter().enumerate().all(|(i, &(id, at))| id == first && at as usize == start as usize + i) {
            let len = elements.len();
            return if self.len(first) == len { first } else { self.make(Op::Slice(start), &[first], len) };
        }
        if elements.iter().all(|element| *element == elements[0]) {
            let one = self.element(elements[0]);
            return self.spread(one, elements.len());
        }
        let mut inputs: Vec<NodeId> = Vec::new();
        let mut place = std::collections::HashMap::new();
        let mut picks = Vec::with_capacity(elements.len());
        for &(id, at) in &elements {
            // Constants are taken out one by one, so that the array they stand in is not kept for them.
            let (id, at) = match self.values(id).map(|values| values[at as usize]) {
                Some(x) => (self.number(x), 0),
                None => (id, at),
            };
            let input = *place.entry(id).or_insert_with(|| {
                inputs.push(id);
                inputs.len() as u32 - 1
            });
            picks.push((input, at));
        }
        self.make(Op::Pick(Arc::from(picks)), &inputs, elements.len())
    }

    fn all_constant(&self, elements: &[Element]) -> Option<Vec<f64>> {
        elements.iter().map(|&(id, at)| self.values(id).map(|values| values[at as usize])).collect()
    }

    /// Which nodes depend on the point.
    pub fn varying(&self) -> Vec<bool> {
        let mut varying: Vec<bool> = Vec::with_capacity(self.nodes.len());
        for node in &self.nodes {
            let depends = matches!(node.op, Op::Coordinates(_)) || node.inputs.iter().any(|&id| varying[id as usize]);
            varying.push(depends);
        }
        varying
    }

    /// Which nodes the roots need, themselves included.
    pub fn needed(&self, roots: &[NodeId]) -> Vec<bool> {
        let mut needed = vec![false; self.nodes.len()];
        roots.iter().for_each(|&root| needed[root as usize] = true);
        for id in (0..self.nodes.len()).rev() {
            if needed[id] {
                self.nodes[id].inputs.iter().for_each(|&input| needed[input as usize] = true);
            }
        }
        needed
    }
}

/// A number that differs for most arrays that differ.
fn digest(values: &[f64]) -> u64 {
    let step = |digest: u64, x: &f64| (digest ^ x.to_bits()).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(29);
    values.iter().fold(values.len() as u64, step)
}

fn same_bits(left: &[f64], right: &[f64]) -> bool {
    left.len() == right.len() && left.iter().zip(right).all(|(x, y)| x.to_bits() == y.to_bits())
}
