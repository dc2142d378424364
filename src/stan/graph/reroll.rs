//! Loops back into arrays: scalar nodes from one place that do not depend on each other become one array node.

use std::collections::HashMap;

use super::{Binary, Element, Graph, Node, NodeId, Op, Program};

/// What says that nodes do not depend on each other: those of one rank never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The longest way from a leaf.
    Depth,
    /// The longest way to a root.
    Height,
}

/// So many scalars at least make an array.
const FEWEST: usize = 4;

/// Rows up to this length are added up column by column.
const WIDEST: u32 = 8;

/// Where a node of the old graph is in the new one.
#[derive(Clone, Copy)]
enum Place {
    Whole(NodeId),
    At(Element),
}

impl Program {
    /// The same density with arrays in place of scalars that are made alike. Nodes that no root needs are gone.
    pub fn rerolled(&self, rank: Rank) -> Program {
        let roots = self.roots();
        let needed = self.graph.needed(&roots);
        let ranks = match rank {
            Rank::Depth => depths(&self.graph),
            Rank::Height => heights(&self.graph, &needed),
        };
        let mut order: Vec<usize> = (0..self.graph.nodes.len()).filter(|&id| needed[id]).collect();
        order.sort_by_key(|&id| ranks[id]);
        let mut roller = Roller {
            old: &self.graph,
            new: Graph { calls: self.graph.calls.clone(), ..Graph::default() },
            places: vec![None; self.graph.nodes.len()],
        };
        for run in order.chunk_by(|&left, &right| ranks[left] == ranks[right]) {
            roller.rank(run);
        }
        roller.finish(self)
    }

    /// The same density with every node made anew by `remake` from its new inputs.
    pub(super) fn rewritten(&self, mut remake: impl FnMut(&mut Graph, &Node, &[NodeId], usize) -> NodeId) -> Program {
        let needed = self.graph.needed(&self.roots());
        let mut new = Graph { calls: self.graph.calls.clone(), ..Graph::default() };
        let mut places = vec![NodeId::MAX; self.graph.nodes.len()];
        for (id, node) in self.graph.nodes.iter().enumerate().filter(|(id, _)| needed[*id]) {
            new.set_tag(self.graph.tags[id]);
            places[id] = if let Op::Constant(at) = node.op {
                new.constant(&self.graph.constants[at as usize])
            } else {
                let inputs: Vec<NodeId> = node.inputs.iter().map(|&input| places[input as usize]).collect();
                remake(&mut new, node, &inputs, node.len as usize)
            };
        }
        let at = |id: NodeId| places[id as usize];
        let calls = self.calls.iter().map(|&id| at(id)).collect();
        let outputs = self.outputs.iter().map(|&id| at(id)).collect();
        Program { value: at(self.value), gradient: self.gradient.map(at), calls, outputs, graph: new, dim: self.dim }
    }
}

impl Graph {
    /// A node by its operation, through the functions that fold and simplify.
    pub(super) fn remake(&mut self, op: &Op, inputs: &[NodeId], len: usize) -> NodeId {
        let made = match (op, inputs) {
            (Op::Unary(f), &[x]) => self.unary(*f, x),
            (Op::Binary(f), &[x, y]) => self.binary(*f, x, y),
            (Op::Slice(start), &[x]) => {
                let elements: Vec<Element> = (0..len as u32).map(|i| (x, start + i)).collect();
                self.gather(&elements)
            }
            (Op::Pick(picks), inputs) => {
                let elements: Vec<Element> = picks.iter().map(|&(input, at)| (inputs[input as usize], at)).collect();
                self.gather(&elements)
            }
            (Op::Spread, &[x]) => self.spread(x, len),
            (Op::Density(density), inputs) => self.density(*density, inputs),
            (Op::Sum | Op::SumOfSquares | Op::Dot | Op::LogSumExp, inputs) => self.reduce(op.clone(), inputs, len),
            _ => return self.make(op.clone(), inputs, len),
        };
        // An array of equal elements may have become a scalar.
        if self.len(made) == len { made } else { self.spread(made, len) }
    }
}

fn depths(graph: &Graph) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(graph.nodes.len());
    for node in &graph.nodes {
        let below = node.inputs.iter().map(|&input| depths[input as usize] + 1).max();
        depths.push(below.unwrap_or(0));
    }
    depths
}

/// Negative heights, so that inputs come first; leaves come before everything.
fn heights(graph: &Graph, needed: &[bool]) -> Vec<u32> {
    let mut heights = vec![0_u32; graph.nodes.len()];
    for (id, node) in graph.nodes.iter().enumerate().rev().filter(|(id, _)| needed[*id]) {
        for &input in &node.inputs {
            heights[input as usize] = heights[input as usize].max(heights[id] + 1);
        }
    }
    let highest = heights.iter().copied().max().unwrap_or(0);
    heights.iter().map(|height| highest - height).collect()
}

struct Roller<'a> {
    old: &'a Graph,
    new: Graph,
    places: Vec<Option<Place>>,
}

/// What nodes of one rank share if they are to become one array.
#[derive(PartialEq, Eq, Hash)]
struct Likeness {
    op: Op,
    tag: u32,
    lens: Vec<u32>,
}

impl Roller<'_> {
    fn rank(&mut self, run: &[usize]) {
        let mut groups: HashMap<Likeness, Vec<usize>> = HashMap::new();
        let mut first_seen = Vec::new();
        for &id in run {
            match self.likeness(id) {
                Some(likeness) => {
                    let group = groups.entry(likeness).or_insert_with(|| {
                        first_seen.push(id);
                        Vec::new()
                    });
                    group.push(id);
                }
                None => self.single(id),
            }
        }
        for id in first_seen {
            let likeness = self.likeness(id).expect("only groups are noted");
            let group = groups.remove(&likeness).expect("each group is noted once");
            if group.len() < FEWEST {
                group.into_iter().for_each(|id| self.single(id));
            } else {
                self.array(&group);
            }
        }
    }

    fn likeness(&self, id: usize) -> Option<Likeness> {
        let node = &self.old.nodes[id];
        let elementwise = matches!(node.op, Op::Unary(_) | Op::Binary(_) | Op::Density(_));
        let reduction = matches!(node.op, Op::Sum | Op::SumOfSquares | Op::Dot | Op::LogSumExp);
        if node.len != 1 || !(elementwise || reduction) {
            return None;
        }
        let lens = node.inputs.iter().map(|&input| self.old.node(input).len).collect();
        Some(Likeness { op: node.op.clone(), tag: self.old.tags[id], lens })
    }

    /// A node by itself.
    fn single(&mut self, id: usize) {
        let node = &self.old.nodes[id];
        self.new.set_tag(self.old.tags[id]);
        let made = match &node.op {
            Op::Constant(at) => self.new.constant(&self.old.constants[*at as usize]),
            Op::Slice(start) => {
                let elements: Vec<Element> = (0..node.len).map(|i| self.element((node.inputs[0], start + i))).collect();
                self.new.gather(&elements)
            }
            Op::Pick(picks) => {
                let elements: Vec<Element> =
                    picks.iter().map(|&(input, at)| self.element((node.inputs[input as usize], at))).collect();
                self.new.gather(&elements)
            }
            op => {
                let inputs: Vec<NodeId> = node.inputs.iter().map(|&input| self.whole(input)).collect();
                self.new.remake(op, &inputs, node.len as usize)
            }
        };
        self.places[id] = Some(Place::Whole(made));
    }

    /// One array for many scalars.
    fn array(&mut self, group: &[usize]) {
        let first = &self.old.nodes[group[0]];
        self.new.set_tag(self.old.tags[group[0]]);
        if let Some(made) = self.column_by_column(group) {
            return self.put(group, made);
        }
        let mut inputs: Vec<NodeId> = (0..first.inputs.len()).map(|k| self.column(group, k)).collect();
        if first.op == Op::Dot {
            let width = self.old.node(first.inputs[0]).len as usize;
            let shared = |new: &Graph, id: NodeId| new.len(id) == width && group.len() * width > width;
            if shared(&self.new, inputs[0]) {
                inputs.swap(0, 1);
            }
            if shared(&self.new, inputs[0]) {
                // Both are shared: it is one number.
                return group.iter().for_each(|&id| self.single(id));
            }
        } else if matches!(first.op, Op::Sum | Op::SumOfSquares | Op::LogSumExp)
            && self.new.len(inputs[0]) == self.old.node(first.inputs[0]).len as usize
        {
            return group.iter().for_each(|&id| self.single(id));
        }
        let made = self.new.remake(&first.op, &inputs, group.len());
        self.put(group, made);
    }

    /// Says that the members are the elements of an array.
    fn put(&mut self, group: &[usize], made: NodeId) {
        for (k, &id) in group.iter().enumerate() {
            self.places[id] = Some(Place::At((made, k as u32)));
        }
    }

    /// Short sums, done for all rows at once: first element with second, then with third, and so on.
    fn column_by_column(&mut self, group: &[usize]) -> Option<NodeId> {
        let first = &self.old.nodes[group[0]];
        let f = match first.op {
            Op::Sum => Binary::Add,
            Op::LogSumExp => Binary::LogSumExp,
            _ => return None,
        };
        let width = self.old.node(first.inputs[0]).len;
        if width > WIDEST {
            return None;
        }
        let mut made = None;
        for j in 0..width {
            let elements: Vec<Element> =
                group.iter().map(|&id| self.element((self.old.nodes[id].inputs[0], j))).collect();
            let column = self.new.gather(&elements);
            made = Some(made.map_or(column, |sum| self.new.binary(f, sum, column)));
        }
        made
    }

    /// The inputs number `k` of all members: one for all, or all of them one after another.
    fn column(&mut self, group: &[usize], k: usize) -> NodeId {
        let inputs: Vec<NodeId> = group.iter().map(|&id| self.old.nodes[id].inputs[k]).collect();
        if inputs.iter().all(|&input| input == inputs[0]) {
            return self.whole(inputs[0]);
        }
        let mut elements = Vec::with_capacity(inputs.len());
        for &input in &inputs {
            for i in 0..self.old.node(input).len {
                elements.push(self.element((input, i)));
            }
        }
        if elements.len() == group.len() && elements.iter().all(|&element| element == elements[0]) {
            return self.new.element(elements[0]);
        }
        self.new.gather(&elements)
    }

    fn element(&self, (id, at): Element) -> Element {
        match self.places[id as usize] {
            Some(Place::Whole(new)) => self.new.resolve((new, at)),
            Some(Place::At(element)) => self.new.resolve(element),
            None => unreachable!("inputs have a lower rank"),
        }
    }

    fn whole(&mut self, id: NodeId) -> NodeId {
        match self.places[id as usize] {
            Some(Place::Whole(new)) => new,
            Some(Place::At(element)) => self.new.element(element),
            None => unreachable!("inputs have a lower rank"),
        }
    }

    fn finish(mut self, program: &Program) -> Program {
        let value = self.whole(program.value);
        let gradient = program.gradient.map(|id| self.whole(id));
        let calls = program.calls.iter().map(|&id| self.whole(id)).collect();
        let outputs = program.outputs.iter().map(|&id| self.whole(id)).collect();
        Program { graph: self.new, dim: program.dim, value, gradient, calls, outputs }
    }
}
