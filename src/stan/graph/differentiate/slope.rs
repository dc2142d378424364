//! Derivatives of functions of one number.

use crate::stan::graph::{Graph, NodeId, Unary};

/// `g` times the derivative of `y = f(x)`.
pub(super) fn unary(graph: &mut Graph, f: Unary, x: NodeId, y: NodeId, g: NodeId) -> NodeId {
    match f {
        Unary::Neg => graph.unary(Unary::Neg, g),
        Unary::Ln => graph.div(g, x),
        Unary::Ln1p => {
            let more = graph.slope(|graph| graph.shift(x, 1.0));
            graph.div(g, more)
        }
        _ => {
            let slope = graph.slope(|graph| slope(graph, f, x, y));
            graph.mul(g, slope)
        }
    }
}

/// The derivative of `y = f(x)`.
fn slope(graph: &mut Graph, f: Unary, x: NodeId, y: NodeId) -> NodeId {
    match f {
        Unary::Neg | Unary::Ln | Unary::Ln1p => unreachable!("their products with an adjoint are one operation"),
        Unary::Tail => unreachable!("tails are shared after differentiation"),
        Unary::Sqrt => {
            let half = graph.number(0.5);
            graph.div(half, y)
        }
        Unary::InvSqrt => {
            let ratio = graph.div(y, x);
            graph.scale(-0.5, ratio)
        }
        Unary::Exp => y,
        Unary::Expm1 => graph.unary(Unary::Exp, x),
        Unary::Square => graph.scale(2.0, x),
        Unary::Inv => {
            let square = graph.unary(Unary::Square, y);
            graph.unary(Unary::Neg, square)
        }
        Unary::InvLogit => {
            let minus = graph.unary(Unary::Neg, x);
            let rest = graph.unary(Unary::InvLogit, minus);
            graph.mul(y, rest)
        }
        Unary::Log1pExp => graph.unary(Unary::InvLogit, x),
        Unary::Log1mExp => {
            let minus = graph.unary(Unary::Neg, x);
            let rest = graph.unary(Unary::Expm1, minus);
            let inverse = graph.unary(Unary::Inv, rest);
            graph.unary(Unary::Neg, inverse)
        }
        Unary::Abs => graph.unary(Unary::Sign, x),
        Unary::Sign => graph.number(0.0),
        Unary::Tanh => {
            // `1 - y²` without cancellation: `4 s (1 - s)` for the logistic function `s` at `-2 |x|`.
            let size = graph.unary(Unary::Abs, x);
            let twice = graph.scale(-2.0, size);
            let (tail, one) = (graph.unary(Unary::InvLogit, twice), graph.number(1.0));
            let rest = graph.sub(one, tail);
            let product = graph.mul(tail, rest);
            graph.scale(4.0, product)
        }
        Unary::Lgamma => graph.unary(Unary::Digamma, x),
        Unary::Digamma => graph.unary(Unary::Trigamma, x),
        Unary::Trigamma => unreachable!("only derivatives have a trigamma function"),
        Unary::Sin => graph.unary(Unary::Cos, x),
        Unary::Cos => {
            let sine = graph.unary(Unary::Sin, x);
            graph.unary(Unary::Neg, sine)
        }
    }
}
