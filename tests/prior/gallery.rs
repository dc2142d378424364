//! The programs of the gallery: each can be drawn from, or is told why not.

use std::path::Path;

use mcrun::density::{LogDensity, Prior};
use mcrun::stream::{Purpose, StreamId};

use crate::support::program;

/// How many of the programs are in generative form at least.
const AT_LEAST: usize = 20;

#[test]
fn every_program_is_drawn_from_or_told_why_not() {
    let mut drawn = 0;
    let folder = Path::new("tests/gallery/good/run");
    let mut paths: Vec<_> =
        std::fs::read_dir(folder).expect("the gallery").map(|e| e.expect("a file").path()).collect();
    paths.sort();
    for path in paths.iter().filter(|path| path.extension().is_some_and(|extension| extension == "stan")) {
        let code = std::fs::read_to_string(path).expect("a program");
        let data = std::fs::read_to_string(path.with_extension("json")).unwrap_or_else(|_| "{}".into());
        let program = program(&code, &data);
        let prior = match mcrun::stan::model::prior::StanPrior::new(&program.compiled, &program.model, 0) {
            Ok(prior) => prior,
            Err(mistakes) => {
                assert!(mistakes.iter().all(|mistake| mistake.starts_with("error: ")), "{path:?}: {mistakes:?}");
                println!("{}: {}", path.display(), mistakes.join("\n"));
                continue;
            }
        };
        drawn += 1;
        let (mut sampler, mut evaluator) = (prior.sampler(), LogDensity::evaluator(&program.model));
        let mut x = vec![0.0; program.model.dim()];
        for task in 0..20 {
            let id = StreamId { seed: 0, purpose: Purpose::Prior, chain: 0, task, iteration: 0 };
            // A draw may be at the edge of its support, and the likelihood may be 0; neither is a panic.
            let Ok(log_prior) = sampler.draw_unconstrained(id, &mut x) else { continue };
            assert!(log_prior.is_finite() || prior.log_normaliser().is_none(), "{path:?}: {log_prior}");
            let _ = evaluator.logp(&x);
        }
    }
    assert!(drawn >= AT_LEAST, "only {drawn} programs are drawn from");
}
