//! Settings as the text of a config.

use serde_json::{Map, Value as Json};

/// The tables of a config as TOML: each with a line for each setting, what is nested being written in line.
pub fn toml(tables: &Map<String, Json>) -> String {
    let mut text = String::new();
    for (name, table) in tables {
        let Json::Object(settings) = table else { continue };
        if settings.is_empty() {
            continue;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        text.push_str(&format!("[{}]\n", key(name)));
        for (name, value) in settings.iter().filter(|(_, value)| !value.is_null()) {
            text.push_str(&format!("{} = {}\n", key(name), inline(value)));
        }
    }
    text
}

fn inline(value: &Json) -> String {
    match value {
        Json::String(text) => string(text),
        Json::Array(values) => format!("[{}]", values.iter().map(inline).collect::<Vec<_>>().join(", ")),
        Json::Object(table) => {
            let entries = table.iter().filter(|(_, value)| !value.is_null());
            let entries: Vec<String> =
                entries.map(|(name, value)| format!("{} = {}", key(name), inline(value))).collect();
            if entries.is_empty() { "{}".into() } else { format!("{{ {} }}", entries.join(", ")) }
        }
        // JSON writes numbers and truth values in forms that TOML reads.
        other => other.to_string(),
    }
}

fn key(name: &str) -> String {
    let is_bare = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    if is_bare { name.into() } else { string(name) }
}

/// The escapes of JSON are escapes of TOML; one character more needs one.
fn string(text: &str) -> String {
    Json::from(text).to_string().replace('\u{7f}', "\\u007F")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_written_is_toml_with_the_same_values() {
        let tables = json!({
            "run": { "seed": 3, "output": "a \"b\"\\\n\u{7f}", "none": null, "x": [1.0, -0.0, 1e300, 5e-324, 0.1] },
            "labels": {},
            "method": { "axes": { "theta[1]": { "values": [1.5] }, "mu": { "n": 3 } }, "group": [], "is": true },
        });
        let text = toml(tables.as_object().expect("an object"));
        let read: ::toml::Table = text.parse().expect("TOML");
        let mut expected = tables.clone();
        expected.as_object_mut().expect("an object").shift_remove("labels");
        expected["run"].as_object_mut().expect("an object").shift_remove("none");
        assert_eq!(serde_json::to_value(&read).expect("JSON"), expected, "{text}");
        assert!(text.contains("\n[method]\naxes = { \"theta[1]\" = { values = [1.5] }, mu = { n = 3 } }\n"), "{text}");
    }
}
