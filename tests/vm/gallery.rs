//! Programs of the gallery that need no data.

use std::fs;
use std::path::Path;

use mcrun::stan::bind::bind;
use mcrun::stan::compile::compile;
use mcrun::stan::model::StanModel;
use mcrun::stan::trace::{Scale, trace};

use crate::outputs::check_outputs;
use crate::support::{check_program, point};

#[test]
fn programs_of_the_gallery_have_the_oracles_values() {
    let (mut traced, mut refused) = (0, Vec::new());
    for folder in ["syntax", "types"] {
        let folder = Path::new("tests/gallery/good").join(folder);
        let mut paths: Vec<_> = fs::read_dir(folder).expect("it is there").map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "stan")) {
            let name = path.display().to_string();
            let text = fs::read_to_string(path).expect("it can be read");
            let Ok(compiled) = compile(&text, &name, &|_: &str| Err("there are no files".to_owned())) else { continue };
            let Ok(bound) = bind(&compiled.program, &compiled.sources, &Vec::new(), 1) else { continue };
            let sample = point(bound.n_unconstrained(), 0);
            let model = StanModel::new(bound.clone(), Box::new(|_| {}));
            if !model.oracle().logp(&sample).is_ok_and(f64::is_finite) {
                continue;
            }
            check_outputs(&name, &bound);
            match trace(&bound, Scale::Unconstrained, &sample) {
                Ok(_) => {
                    check_program(&name, bound);
                    traced += 1;
                }
                Err(why) => refused.push(format!("{name}: {}", why.0)),
            }
        }
    }
    println!("{traced} traced; {refused:#?}");
    assert!(traced >= 20, "only {traced} programs have been traced: {refused:#?}");
}
