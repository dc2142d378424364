//! The parser against the gallery: programs that are good Stan, and programs with mistakes and the messages they get.
//!
//! `MCRUN_BLESS=1 cargo test --test syntax` rewrites the expected messages; read them in the diff.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use mcrun::stan::error::{SourceError, render::render};
use mcrun::stan::syntax::source::SourceMap;
use mcrun::stan::syntax::{ast::Program, parse, printer::print};

/// The programs of a folder of the gallery, by name.
fn gallery(folder: &str) -> BTreeMap<String, PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery").join(folder);
    let entries = fs::read_dir(&folder).unwrap_or_else(|e| panic!("{}: {e}", folder.display()));
    let paths = entries.map(|entry| entry.expect("a readable folder").path());
    let programs = paths.filter(|path| path.extension().is_some_and(|extension| extension == "stan"));
    programs.map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), path)).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// Parses with the includes of the folder the program lies in.
fn parse_in(folder: &Path, text: &str) -> (Result<Program, Vec<SourceError>>, SourceMap) {
    let resolve =
        |name: &str| fs::read_to_string(folder.join("include").join(name)).map_err(|_| "no such file".to_owned());
    parse(text, "model.stan", &resolve)
}

fn parse_file(path: &Path) -> (Result<Program, Vec<SourceError>>, SourceMap) {
    parse_in(path.parent().expect("a folder"), &read(path))
}

/// A tree without its spans.
fn shape(program: &Program) -> String {
    let text = format!("{program:?}");
    let mut pieces = text.split("Span {");
    let mut shape = pieces.next().unwrap_or("").to_owned();
    for piece in pieces {
        shape += piece.split_once('}').expect("a span ends").1;
    }
    shape
}

/// A small generator for counted seeds.
struct Lcg(u64);

impl Lcg {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn good_programs_are_read_and_come_back_from_print() {
    let programs = gallery("good/syntax");
    assert!(programs.len() >= 60, "only {} programs", programs.len());
    for (name, path) in programs {
        let (result, sources) = parse_file(&path);
        let tree = result.unwrap_or_else(|errors| panic!("{name}\n{}", render(&errors, &sources)));
        let printed = print(&tree);
        let (again, sources) = parse(&printed, "printed.stan", &|_| Err("none here".to_owned()));
        let again = again.unwrap_or_else(|errors| panic!("{name}\n{printed}\n{}", render(&errors, &sources)));
        assert_eq!(shape(&tree), shape(&again), "{name}\n{printed}");
        assert_eq!(printed, print(&again), "{name}");
    }
}

#[test]
fn every_mistake_of_the_gallery_gets_its_message() {
    let programs = gallery("bad/syntax");
    assert!(programs.len() >= 80, "only {} programs", programs.len());
    let bless = std::env::var_os("MCRUN_BLESS").is_some();
    for (name, path) in programs {
        let (result, sources) = parse_file(&path);
        let errors = result.err().unwrap_or_else(|| panic!("{name}: no mistake was found"));
        let messages = render(&errors, &sources);
        let expected = path.with_extension("txt");
        if bless {
            fs::write(&expected, &messages).unwrap_or_else(|e| panic!("{}: {e}", expected.display()));
        }
        assert_eq!(messages, read(&expected), "{name}");
    }
}

/// Programs that are too long to be files.
fn generated() -> Vec<(&'static str, String)> {
    let model = |inner: String| format!("model {{ {inner} }}");
    vec![
        ("parentheses", model(format!("x = {}1{};", "(".repeat(20_000), ")".repeat(20_000)))),
        ("only opened", model(format!("x = {};", "(".repeat(20_000)))),
        ("signs", model(format!("x = {}1;", "-".repeat(20_000)))),
        ("sums", model(format!("x = 1{};", " + 1".repeat(20_000)))),
        ("sums in parentheses", model(format!("x = {}1{};", "(".repeat(300), " + 1)".repeat(300)))),
        ("powers", model(format!("x = 1{};", " ^ 1".repeat(20_000)))),
        ("conditions", model(format!("x = 1{};", " ? 1 : 1".repeat(20_000)))),
        ("transposes", model(format!("x = y{};", "'".repeat(20_000)))),
        ("indices", model(format!("x = y{};", "[1]".repeat(20_000)))),
        ("places", model(format!("y{} = 1;", "[1]".repeat(20_000)))),
        ("indices in indices", model(format!("x = {}1{};", "y[".repeat(20_000), "]".repeat(20_000)))),
        ("calls", model(format!("x = {}1{};", "f(".repeat(20_000), ")".repeat(20_000)))),
        ("arrays", model(format!("x = {}1{};", "{".repeat(20_000), "}".repeat(20_000)))),
        ("braces", model(format!("{}{}", "{".repeat(20_000), "}".repeat(20_000)))),
        ("ifs", model("if (1) ".repeat(20_000))),
        ("elses", model(format!("if (1) ; {}", "else if (1) ; ".repeat(20_000)))),
        ("stray elses", model("else ".repeat(20_000))),
        ("words for else if", model(format!("if (1) ; {}", "elif (1) ; ".repeat(20_000)))),
        ("tuples", format!("data {{ {}int{} x; }}", "tuple(".repeat(20_000), ", int)".repeat(20_000))),
        ("arrays of arrays", format!("data {{ {}int x; }}", "array[1] ".repeat(20_000))),
        ("argument types", format!("functions {{ void f({} x) {{ }} }}", "array[] ".repeat(20_000))),
        ("size", format!("model {{ {} }}", ";".repeat(17 << 20))),
        ("many includes", "#include empty.stan\n".repeat(1001)),
        ("many mistakes", "@ ".repeat(20_000)),
        ("many missing operators", model("x y; ".repeat(10_000))),
        ("unclosed braces", "model { ".repeat(10_000)),
    ]
}

#[test]
fn programs_of_any_size_and_depth_are_answered() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/bad/syntax");
    for (name, text) in generated() {
        let (result, sources) = parse_in(&folder, &text);
        let errors = result.err().unwrap_or_else(|| panic!("{name}: no mistake was found"));
        assert!(errors.len() <= 51, "{name}: {} messages", errors.len());
        assert!(render(&errors, &sources).len() < 50_000, "{name}");
    }
}

/// The name and the message of each constructor, as pieces between its placeholders.
fn constructors() -> Vec<(String, Vec<String>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/stan/error/syntax");
    let files = std::fs::read_dir(&folder).expect("the messages").map(|entry| read(&entry.expect("a file").path()));
    let source: String = files.collect();
    let functions = source.split("\npub fn ").skip(1);
    let literal = |body: &str| {
        let start = body.find("SourceError::at(").expect("a constructor makes an error");
        let text = body[start..].split_once('"').expect("a message").1.replace("\\\"", "\u{1}");
        text.split_once('"').expect("a message ends").0.replace('\u{1}', "\"")
    };
    let formatted = |body: &str| {
        let start = body.find("SourceError::at(").expect("a constructor makes an error");
        body[start..].split('"').next().is_some_and(|before| before.contains("format!("))
    };
    functions
        .map(|body| {
            let name = body.split('(').next().unwrap_or("").to_owned();
            let message = literal(body);
            if !formatted(body) {
                return (name, vec![message]);
            }
            let message = message.replace("{{", "\u{2}").replace("}}", "\u{3}");
            let pieces = message.split('{').map(|piece| piece.split_once('}').map_or(piece, |(_, rest)| rest));
            let plain = |piece: &str| piece.replace('\u{2}', "{").replace('\u{3}', "}");
            (name, pieces.map(plain).collect())
        })
        .collect()
}

/// Whether the pieces stand in the line, in their order, the first at its start and the last at its end.
fn fits(line: &str, pieces: &[String]) -> bool {
    let [first, middle @ .., last] = pieces else { return pieces.len() == 1 && line == pieces[0] };
    let Some(line) = line.strip_prefix(first.as_str()).and_then(|line| line.strip_suffix(last.as_str())) else {
        return false;
    };
    let mut rest = line;
    middle.iter().all(|piece| {
        let found = rest.split_once(piece.as_str());
        rest = found.map_or("", |(_, rest)| rest);
        found.is_some()
    })
}

#[test]
fn every_message_has_an_example() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/gallery/bad/syntax");
    let mut shown: Vec<String> = gallery("bad/syntax").values().map(|path| read(&path.with_extension("txt"))).collect();
    for (_, text) in generated() {
        if let (Err(errors), sources) = parse_in(&folder, &text) {
            shown.push(render(&errors, &sources));
        }
    }
    let lines: Vec<&str> =
        shown.iter().flat_map(|text| text.lines()).filter_map(|line| line.strip_prefix("error: ")).collect();
    let constructors = constructors();
    assert!(constructors.len() > 60, "only {} constructors were found", constructors.len());
    for (name, pieces) in &constructors {
        let one = match pieces.as_slice() {
            [only] => lines.contains(&only.as_str()),
            _ => lines.iter().any(|line| fits(line, pieces)),
        };
        assert!(one, "{name}: no program of the gallery gets this message");
    }
}

#[test]
fn every_prefix_of_a_good_program_is_answered() {
    for path in gallery("good/syntax").values() {
        let text = read(path);
        for (end, _) in text.char_indices().filter(|(i, _)| i % 3 == 0 || text.len() < 600) {
            let (result, sources) = parse_in(path.parent().expect("a folder"), &text[..end]);
            if let Err(errors) = result {
                assert!(!errors.is_empty() && !render(&errors, &sources).is_empty());
            }
        }
    }
}

#[test]
fn damaged_programs_are_answered() {
    let scraps = [
        "(", ")", "[", "]", "{", "}", ";", ",", "\"", "'", "real", "if", "for", "else", "=", "<", "|", ".", ".1", "1",
        "µ",
    ];
    let mut seed = 0;
    for path in gallery("good/syntax").values() {
        let good = read(path);
        for _ in 0..30 {
            let mut random = Lcg(seed);
            seed += 1;
            let text = damage(&good, &scraps, &mut random);
            let (result, sources) = parse_in(path.parent().expect("a folder"), &text);
            match result {
                Ok(tree) => assert!(!print(&tree).is_empty() || tree == Program::default()),
                Err(errors) => assert!(!render(&errors, &sources).is_empty()),
            }
        }
    }
}

/// Takes out and puts in a few characters and words.
fn damage(text: &str, scraps: &[&str], random: &mut Lcg) -> String {
    let mut chars: Vec<String> = text.chars().map(String::from).collect();
    for _ in 0..1 + random.below(5) {
        let at = random.below(chars.len() + 1);
        if random.below(2) == 0 && at < chars.len() {
            let end = (at + 1 + random.below(4)).min(chars.len());
            chars.drain(at..end);
        } else {
            chars.insert(at, scraps[random.below(scraps.len())].to_owned());
        }
    }
    chars.concat()
}
