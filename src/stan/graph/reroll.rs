//! Loops back into arrays: scalar nodes, and short arrays, from one place that do not depend on each other become one
//! array node.

use std::collections::HashMap;

use super::{Binary, Element, Graph, Node, NodeId, Op, Origin, Program};

/// What says that nodes do not depend on each other: those of one rank never do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rank {
    /// The longest way from a leaf.
    Depth,
    /// The longest way to a root.
    Height,
    /// The longest way from what is not a slope: only slopes become arrays, all of a loop at once, whatever the loop
    /// carries from one iteration to the next.
    Slope,
}

/// So many nodes at least make an array.
const FEWEST: usize = 4;

/// So many sums of exponentials do: they take so long that two at once are worth some moves.
const FEWEST_SUMS: usize = 2;

/// Arrays up to this length become part of one array.
const SHORT: u32 = 8;

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
            Rank::Slope => slope_depths(&self.graph),
        };
        let mut order: Vec<usize> = (0..self.graph.nodes.len()).filter(|&id| needed[id]).collect();
        order.sort_by_key(|&id| ranks[id]);
        let mut roller = Roller {
            old: &self.graph,
            new: Graph { calls: self.graph.calls.clone(), ..Graph::default() },
            places: vec![None; self.graph.nodes.len()],
        };
        for run in order.chunk_by(|&left, &right| ranks[left] == ranks[right]) {
            let in_order = rank == Rank::Slope && matches!(ranks[run[0]], NO_SLOPE | LATE);
            if in_order {
                run.iter().for_each(|&id| roller.single(id));
            } else {
                roller.rank(run);
            }
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

/// The rank of what is neither a slope nor made of slopes.
const NO_SLOPE: u32 = 0;
/// The rank of adjoints and of what is made of them.
const LATE: u32 = u32::MAX;

fn slope_depths(graph: &Graph) -> Vec<u32> {
    let mut depths: Vec<u32> = Vec::with_capacity(graph.nodes.len());
    for (node, &tag) in graph.nodes.iter().zip(&graph.tags) {
        let below = node.inputs.iter().map(|&input| depths[input as usize]).max();
        depths.push(match (below, Origin::of(tag)) {
            (None, _) | (Some(NO_SLOPE), Origin::Program) => NO_SLOPE,
            (Some(below), Origin::Slope) if below != LATE => below + 1,
            _ => LATE,
        });
    }
    depths
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
    /// Of the inputs and of the node.
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
            let fewest = if likeness.op == Op::LogSumExp { FEWEST_SUMS } else { FEWEST };
            if group.len() < fewest {
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
        let longest = if elementwise { SHORT } else { 1 };
        if node.len > longest || !(elementwise || reduction) {
            return None;
        }
        let lens = node.inputs.iter().map(|&input| self.old.node(input).len).chain([node.len]).collect();
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

    /// One array for many nodes.
    fn array(&mut self, group: &[usize]) {
        let first = &self.old.nodes[group[0]];
        self.new.set_tag(self.old.tags[group[0]]);
        if let Some(made) = self.column_by_column(group) {
            return self.put(group, made);
        }
        let mut inputs = match first.op {
            Op::Binary(Binary::Add | Binary::Mul) => self.columns_alike(group).to_vec(),
            _ => (0..first.inputs.len()).map(|k| self.column(&self.inputs(group, k), first.len)).collect(),
        };
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
        let made = self.new.remake(&first.op, &inputs, group.len() * first.len as usize);
        self.put(group, made);
    }

    /// Says that the members are the elements, or parts, of an array.
    fn put(&mut self, group: &[usize], made: NodeId) {
        let len = self.old.nodes[group[0]].len;
        for (k, &id) in group.iter().enumerate() {
            let first = (made, k as u32 * len);
            self.places[id] = Some(if len == 1 {
                Place::At(first)
            } else {
                let elements: Vec<Element> = (0..len).map(|i| (made, first.1 + i)).collect();
                Place::Whole(self.new.gather(&elements))
            });
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
        if width > WIDEST || (first.op == Op::LogSumExp && group.len() < FEWEST) {
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

    /// The inputs number `k` of all members.
    fn inputs(&self, group: &[usize], k: usize) -> Vec<NodeId> {
        group.iter().map(|&id| self.old.nodes[id].inputs[k]).collect()
    }

    /// Both inputs of operations that commute, what comes from one place on one side.
    fn columns_alike(&mut self, group: &[usize]) -> [NodeId; 2] {
        let (mut left, mut right) = (self.inputs(group, 0), self.inputs(group, 1));
        if self.old.node(left[0]).len == self.old.node(right[0]).len {
            for (left, right) in left.iter_mut().zip(&mut right) {
                if self.place(*right) < self.place(*left) {
                    std::mem::swap(left, right);
                }
            }
        }
        let len = self.old.nodes[group[0]].len;
        [self.column(&left, len), self.column(&right, len)]
    }

    /// Where a node comes from, and which node of that place it is a part of. Data come first, from wherever they are.
    fn place(&self, id: NodeId) -> Option<(u32, NodeId)> {
        let (root, _) = self.element((id, 0));
        self.new.values(root).is_none().then(|| (self.new.tag(root), root))
    }

    /// Inputs of the members of a group, each of `member` elements: one for all, or all of them one after another.
    fn column(&mut self, inputs: &[NodeId], member: u32) -> NodeId {
        let len = self.old.node(inputs[0]).len;
        if inputs.iter().all(|&input| input == inputs[0]) && (len == 1 || member == 1) {
            return self.whole(inputs[0]);
        }
        let width = len.max(member);
        let mut elements = Vec::with_capacity(inputs.len() * width as usize);
        for &input in inputs {
            elements.extend((0..width).map(|i| self.element((input, if len == 1 { 0 } else { i }))));
        }
        if width == 1 && elements.iter().all(|&element| element == elements[0]) {
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
