//! Tables of text: columns of words to the left, of numbers with their points below each other.

/// A table under construction.
#[derive(Debug, Clone)]
pub struct Table {
    header: Vec<String>,
    /// Which columns hold words.
    words: usize,
    rows: Vec<Vec<String>>,
}

impl Table {
    /// With these column heads; the first `words` columns hold words, the others numbers.
    pub fn new(words: usize, header: &[&str]) -> Table {
        Table { header: header.iter().map(|h| h.to_string()).collect(), words, rows: vec![] }
    }

    /// Adds a row, which must have as many cells as the header.
    pub fn row(&mut self, cells: Vec<String>) {
        debug_assert_eq!(cells.len(), self.header.len());
        self.rows.push(cells);
    }

    /// The table with two spaces before each line and between columns. Columns without any entry are left out.
    pub fn show(&self) -> String {
        let columns: Vec<Vec<String>> = (0..self.header.len())
            .filter(|&c| self.rows.iter().any(|row| !row[c].is_empty()))
            .map(|c| self.column(c))
            .collect();
        let mut out = String::new();
        for line in 0..=self.rows.len() {
            let cells: Vec<&str> = columns.iter().map(|column| column[line].as_str()).collect();
            out.push_str(format!("  {}", cells.join("  ")).trim_end());
            out.push('\n');
        }
        out
    }

    /// Header and cells of column `c`, all of one width.
    fn column(&self, c: usize) -> Vec<String> {
        let cells: Vec<&str> = self.rows.iter().map(|row| row[c].as_str()).collect();
        let cells = if c < self.words { cells.iter().map(|s| s.to_string()).collect() } else { aligned(&cells) };
        let width = cells.iter().chain([&self.header[c]]).map(|s| s.chars().count()).max().unwrap_or(0);
        let pad = |s: &String| if c < self.words { format!("{s:<width$}") } else { format!("{s:>width$}") };
        std::iter::once(&self.header[c]).chain(&cells).map(pad).collect()
    }
}

/// Numbers padded on the right so that their points stand below each other.
fn aligned(cells: &[&str]) -> Vec<String> {
    let after = |cell: &str| cell.find('.').map_or(0, |point| cell.chars().count() - point);
    let is_number = |cell: &str| cell.starts_with(|c: char| c.is_ascii_digit() || c == '-') && !cell.contains('e');
    let most = cells.iter().filter(|cell| is_number(cell)).map(|cell| after(cell)).max().unwrap_or(0);
    let pad = |cell: &&str| {
        let missing = if is_number(cell) { most - after(cell) } else { 0 };
        format!("{cell}{}", " ".repeat(missing))
    };
    cells.iter().map(pad).collect()
}

/// `text` in lines of at most `width` characters where words allow it, those after the first indented by `indent`.
pub fn wrapped(text: &str, width: usize, indent: usize) -> String {
    let mut out = String::new();
    let mut length = indent;
    for word in text.split_whitespace() {
        let n = word.chars().count();
        if !out.is_empty() && length + 1 + n > width {
            out.push('\n');
            out.push_str(&" ".repeat(indent));
            length = indent;
        } else if !out.is_empty() {
            out.push(' ');
            length += 1;
        }
        out.push_str(word);
        length += n;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_stand_below_each_other() {
        let mut table = Table::new(1, &["name", "mean", "none", "sd"]);
        for (name, mean, sd) in [("mu", "8.12", "3"), ("a long one", "-112.5", "1.2e-9"), ("x", "7", "NaN")] {
            table.row(vec![name.into(), mean.into(), String::new(), sd.into()]);
        }
        let expected = concat!(
            "  name           mean      sd\n",
            "  mu             8.12       3\n",
            "  a long one  -112.5   1.2e-9\n",
            "  x              7        NaN\n",
        );
        assert_eq!(table.show(), expected);
    }

    #[test]
    fn long_texts_are_broken_between_words() {
        assert_eq!(wrapped("one two three four", 9, 2), "one two\n  three\n  four");
        assert_eq!(wrapped("unbreakable", 3, 0), "unbreakable");
        assert_eq!(wrapped("", 3, 0), "");
    }
}
