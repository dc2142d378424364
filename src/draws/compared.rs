//! How results differ from results that were made again.

/// A value of a dataset.
#[derive(Debug, Clone, PartialEq)]
#[allow(missing_docs)]
pub enum Scalar {
    Float(f64),
    Int(i64),
    Text(String),
}

/// How a dataset differs from what was made again.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// `posterior/mu`, or `mcrun@log_evidence` for an attribute.
    pub dataset: String,
    /// Where the first difference is, from 0; empty for one number.
    pub index: Vec<u64>,
    /// What the file holds there.
    pub stored: Scalar,
    /// What was made again.
    pub computed: Scalar,
    /// How many values of the dataset differ.
    pub n_different: u64,
    /// How many of them were compared.
    pub n_compared: u64,
}

/// What a comparison has come to.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Compared {
    /// Datasets of which something was compared.
    pub n_datasets: u64,
    /// Numbers and texts that were.
    pub n_values: u64,
    /// How many tasks were done again of how many, if not all.
    pub sample: Option<(u64, u64)>,
    /// One for each dataset that differs, in the order of the file.
    pub differences: Vec<Difference>,
}
