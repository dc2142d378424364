//! An adjoint from what is added to it.

use std::sync::Arc;

use crate::stan::graph::{Element, Graph, NodeId, Op};

/// What is added to the adjoint of a node.
pub(super) enum Part {
    /// To all elements.
    Whole(NodeId),
    /// To the elements named, one after another.
    At(Vec<u32>, NodeId),
}

/// The adjoint of a node from its parts.
pub(super) fn collect(graph: &mut Graph, id: NodeId, parts: Vec<Part>) -> NodeId {
    let len = graph.len(id);
    let (mut whole, mut pieces) = (Vec::new(), Vec::new());
    for part in parts {
        match part {
            Part::Whole(term) => whole.push(term),
            Part::At(elements, term) if len == 1 && elements.len() == 1 => whole.push(term),
            Part::At(elements, term) => pieces.push((elements, term)),
        }
    }
    if !pieces.is_empty() {
        whole.push(placed(graph, len, &pieces));
    }
    if whole.iter().all(|&term| graph.len(term) == 1) && whole.len() > 2 {
        return graph.total(&whole);
    }
    if whole.len() >= MANY && len <= SHORT {
        return added_up(graph, len, &whole);
    }
    whole.into_iter().reduce(|sum, term| graph.add(sum, term)).expect("there is at least one part")
}

/// So many arrays are put side by side to be added up, if they are no longer than this.
const MANY: usize = 8;
const SHORT: usize = 8;

/// The sum of many arrays, or scalars that stand for all elements: a row for each element.
fn added_up(graph: &mut Graph, len: usize, terms: &[NodeId]) -> NodeId {
    let at = |graph: &Graph, term: NodeId, i: usize| (term, if graph.len(term) == 1 { 0 } else { i as u32 });
    let rows = (0..len).flat_map(|i| terms.iter().map(move |&term| (term, i)));
    let elements: Vec<Element> = rows.map(|(term, i)| at(graph, term, i)).collect();
    let all = graph.gather(&elements);
    graph.reduce(Op::Sum, &[all], len)
}

/// Pieces put where they belong: side by side if no two meet, else added up.
fn placed(graph: &mut Graph, len: usize, pieces: &[(Vec<u32>, NodeId)]) -> NodeId {
    let term = |graph: &Graph, term: NodeId, i: usize| (term, if graph.len(term) == 1 { 0 } else { i as u32 });
    let mut elements: Vec<Option<Element>> = vec![None; len];
    let mut meet = false;
    for (to, piece) in pieces {
        for (i, &to) in to.iter().enumerate() {
            meet |= elements[to as usize].is_some();
            elements[to as usize] = Some(term(graph, *piece, i));
        }
    }
    if !meet {
        let zero = graph.number(0.0);
        let elements: Vec<Element> = elements.into_iter().map(|element| element.unwrap_or((zero, 0))).collect();
        return graph.gather(&elements);
    }
    let mut to = Vec::new();
    let mut terms: Vec<Element> = Vec::new();
    for (targets, piece) in pieces {
        to.extend_from_slice(targets);
        terms.extend((0..targets.len()).map(|i| term(graph, *piece, i)));
    }
    let terms = graph.gather(&terms);
    graph.make(Op::Scatter(Arc::from(to)), &[terms], len)
}
