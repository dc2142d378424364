//! What `mcrun verify` says.

use serde_json::{Value as Json, json};

use super::numbers::{count, counted};
use crate::data::write::number_json;
use crate::draws::compared::{Compared, Difference, Scalar};

/// What became of a verification.
#[derive(Debug, Clone, PartialEq)]
pub struct Verification {
    /// The result.
    pub result: String,
    /// What was compared.
    pub compared: Compared,
    /// What may change bits by right: another version or class of machines.
    pub other_machinery: Vec<String>,
}

impl Verification {
    /// Whether all bits are the same.
    pub fn holds(&self) -> bool {
        self.compared.differences.is_empty()
    }

    /// As text, a line for each dataset that differs.
    pub fn text(&self) -> String {
        let Compared { n_datasets, n_values, sample, differences } = &self.compared;
        let of = sample.map_or(String::new(), |(n, all)| format!(" ({} of {} tasks done again)", count(n), count(all)));
        let result = &self.result;
        if differences.is_empty() {
            let (values, datasets) = (count(*n_values), counted(*n_datasets, "dataset"));
            return format!("{result}: the same bits in all {values} values of {datasets}{of}\n");
        }
        let n = counted(differences.len() as u64, "dataset");
        let mut text = format!("error: {result}: what the run makes differs from what the file holds in {n}{of}\n");
        differences.iter().for_each(|difference| text.push_str(&format!("  {}\n", line(difference))));
        self.other_machinery.iter().for_each(|note| text.push_str(&format!("  {note}\n")));
        text
    }

    /// As JSON.
    pub fn json(&self) -> Json {
        let Compared { n_datasets, n_values, sample, differences } = &self.compared;
        json!({
            "status": if self.holds() { "same" } else { "different" },
            "result": self.result,
            "datasets": n_datasets,
            "values": n_values,
            "tasks": sample.map(|(n, _)| n),
            "all_tasks": sample.map(|(_, all)| all),
            "differences": differences.iter().map(of_difference).collect::<Vec<Json>>(),
            "notes": self.other_machinery,
        })
    }
}

/// `grid/log_density[3,4]: the file holds 1.5 (0x3ff8000000000000), the run makes ...; 1 of 100 values differs`
fn line(difference: &Difference) -> String {
    let Difference { dataset, index, stored, computed, n_different, n_compared } = difference;
    let index: Vec<String> = index.iter().map(u64::to_string).collect();
    let index = if index.is_empty() { String::new() } else { format!("[{}]", index.join(",")) };
    let verb = if *n_different == 1 { "differs" } else { "differ" };
    format!(
        "{dataset}{index}: the file holds {}, the run makes {}; {} of {} {verb}",
        shown(stored),
        shown(computed),
        count(*n_different),
        counted(*n_compared, "value")
    )
}

fn shown(value: &Scalar) -> String {
    match value {
        Scalar::Float(value) => format!("{value:?} ({:#018x})", value.to_bits()),
        Scalar::Int(value) => format!("{value} ({value:#018x})"),
        Scalar::Text(text) => format!("{text:?}"),
    }
}

fn of_difference(difference: &Difference) -> Json {
    let value = |value: &Scalar| match value {
        Scalar::Float(value) => json!({ "value": number_json(*value), "bits": format!("{:#018x}", value.to_bits()) }),
        Scalar::Int(value) => json!({ "value": value, "bits": format!("{value:#018x}") }),
        Scalar::Text(text) => json!({ "value": text }),
    };
    json!({
        "dataset": difference.dataset,
        "index": difference.index,
        "stored": value(&difference.stored),
        "computed": value(&difference.computed),
        "n_different": difference.n_different,
        "n_compared": difference.n_compared,
    })
}
