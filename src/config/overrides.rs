//! Options that override settings: `--set method.draws=2000`.

use super::problem::{Place, Problems};
use super::tree::{self, Entry, Node, Table, Value};

/// Puts what `option` says into `tree`; `source` is the option's number for places.
///
/// The key is as in TOML, but names with brackets need no quotes: `method.axes.theta[1].n=5`. The value is read as
/// TOML, and as a string where it is not TOML.
pub fn apply(tree: &mut Table, option: &str, source: usize, problems: &mut Problems) {
    let whole = Place { source, span: 0..option.len() };
    let Some((keys, start)) = split_key(option) else {
        let help = "as in: --set method.draws=2000".to_string();
        problems.push(whole, "an option that sets a value is a key, `=` and the value", Some(help));
        return;
    };
    let node = tree::parse_option(option, start, source, problems);
    if let Err(message) = insert(tree, &keys, node, &whole) {
        problems.push(whole, message, None);
    }
}

/// The keys before the first `=`, and where the value starts.
fn split_key(option: &str) -> Option<(Vec<String>, usize)> {
    let mut keys = vec![String::new()];
    let mut quote = None;
    for (i, c) in option.char_indices() {
        match (c, quote) {
            (c, Some(q)) if c == q => quote = None,
            ('"' | '\'', None) => quote = Some(c),
            ('.', None) => keys.push(String::new()),
            ('=', None) => {
                let keys: Vec<String> = keys.iter().map(|k| k.trim().to_string()).collect();
                return keys.iter().all(|k| !k.is_empty()).then_some((keys, i + 1));
            }
            (c, _) => keys.last_mut()?.push(c),
        }
    }
    None
}

/// Sets `keys` of `table`, making the tables on the way.
fn insert(table: &mut Table, keys: &[String], node: Node, place: &Place) -> Result<(), String> {
    let Some((key, rest)) = keys.split_first() else { return Ok(()) };
    let position = match table.entries.iter().position(|e| e.key == *key) {
        Some(position) => position,
        None => {
            let empty = Node { place: place.clone(), value: Value::Table(Table::default()) };
            table.entries.push(Entry { key: key.clone(), key_place: place.clone(), node: empty });
            table.entries.len() - 1
        }
    };
    let entry = &mut table.entries[position];
    if rest.is_empty() {
        entry.node = node;
        return Ok(());
    }
    match &mut entry.node.value {
        Value::Table(inner) => insert(inner, rest, node, place),
        other => Err(format!("`{key}` is {}, which has no keys", other.described())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(option: &str, expected: Option<(&[&str], &str)>) {
        let found = split_key(option);
        let found =
            found.as_ref().map(|(keys, i)| (keys.iter().map(String::as_str).collect::<Vec<_>>(), &option[*i..]));
        assert_eq!(found, expected.map(|(keys, value)| (keys.to_vec(), value)), "{option}");
    }

    #[test]
    fn a_key_ends_at_the_first_equals_sign() {
        check("run.seed=3", Some((&["run", "seed"], "3")));
        check("model.code=a = b", Some((&["model", "code"], "a = b")));
        check("method.axes.theta[1].n=5", Some((&["method", "axes", "theta[1]", "n"], "5")));
        check("method.axes.\"theta[1]\".n = 5", Some((&["method", "axes", "theta[1]", "n"], " 5")));
        check("run.seed", None);
        check("=3", None);
        check("run.=3", None);
    }
}
