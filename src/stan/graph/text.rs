//! A graph as text, one node a line: `%3[20] = Binary(Add) %1 %2`.

use std::fmt::{self, Display, Formatter};

use super::{Op, Program};

impl Display for Program {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (id, node) in self.graph.nodes.iter().enumerate() {
            write!(f, "%{id}[{}] = ", node.len)?;
            match &node.op {
                Op::Constant(at) => match &*self.graph.constants[*at as usize] {
                    [x] => write!(f, "{x:?}")?,
                    values => write!(f, "data {:?} ..", values[0])?,
                },
                Op::Pick(_) => write!(f, "Pick")?,
                Op::Scatter(_) => write!(f, "Scatter")?,
                Op::Call(at) => write!(f, "Call {:?}", self.graph.calls[*at as usize].target)?,
                op => write!(f, "{op:?}")?,
            }
            node.inputs.iter().try_for_each(|input| write!(f, " %{input}"))?;
            writeln!(f)?;
        }
        self.outputs.iter().try_for_each(|output| writeln!(f, "output %{output}"))?;
        write!(f, "value %{}", self.value)?;
        match self.gradient {
            Some(gradient) => writeln!(f, ", gradient %{gradient}"),
            None => writeln!(f),
        }
    }
}
