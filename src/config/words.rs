//! What a user may have meant by a key that mcrun does not know.

use crate::settings::{Kind, Setting};

/// mcrun's words, each with names that other programs have for it.
const OTHER_NAMES: &[(&str, &[&str])] = &[
    ("draws", &["num_samples", "n_samples", "nsamples", "samples", "iter_sampling", "n_draws", "num_draws", "ndraws"]),
    ("draws", &["nsteps", "n_steps", "num_results", "n_iterations", "iterations", "niter", "iter"]),
    ("warmup", &["tune", "num_warmup", "n_warmup", "nwarmup", "iter_warmup", "burn", "burnin", "burn_in", "nburn"]),
    ("warmup", &["n_burn", "n_tune", "adapt", "n_adapt", "num_burnin_steps"]),
    ("chains", &["n_chains", "nchains", "num_chains"]),
    ("walkers", &["nwalkers", "n_walkers", "num_walkers"]),
    ("nlive", &["n_live", "live_points", "nlive_points", "n_live_points", "num_live_points", "min_num_live_points"]),
    ("thin", &["thinning", "thin_by", "num_thin"]),
    ("target_accept", &["adapt_delta", "delta", "target_accept_prob", "target_acceptance"]),
    ("max_treedepth", &["max_depth", "max_tree_depth", "maxdepth"]),
    ("workers", &["npool", "threads", "n_threads", "num_threads", "nthreads", "nproc", "n_proc", "processes"]),
    ("workers", &["cores", "n_cores", "ncores", "n_jobs", "jobs", "cpus", "parallel_chains", "pool", "n_workers"]),
    ("seed", &["random_seed", "rng_seed", "rseed", "prng_seed", "random_state", "rng"]),
    ("init", &["inits", "initvals", "start", "initial", "init_params"]),
    ("output", &["out", "outfile", "output_file", "output_dir", "filename", "file_out", "save_as"]),
    ("on_error", &["on_reject", "errors"]),
    ("program", &["stan", "stan_file", "model_file", "model", "file", "path", "source"]),
    ("code", &["model_code", "program_code", "stan_code"]),
    ("data", &["data_file", "datafile", "dataset", "input"]),
    ("kind", &["type", "name", "method", "algorithm", "sampler", "engine"]),
    ("min", &["lower", "low", "from", "start", "lo", "minimum", "begin"]),
    ("max", &["upper", "high", "to", "stop", "hi", "maximum", "end"]),
    ("n", &["num", "npoints", "n_points", "num_points", "points", "size", "steps", "count", "bins", "resolution"]),
    ("spacing", &["scale", "space", "log"]),
    ("values", &["points", "grid", "list", "at"]),
    ("table", &["file", "csv", "path"]),
    ("combine", &["mode", "how", "zip", "product"]),
    ("axes", &["axis", "parameters", "params", "grid", "vary", "sweep"]),
    ("fixed", &["fix", "constants", "hold", "at"]),
    ("group", &["groups"]),
    ("drop", &["exclude", "skip", "omit"]),
    ("latex", &["tex", "label", "symbol"]),
    ("unit", &["units"]),
];

/// The remedy for the unknown key `name` of a table with `settings`; `elsewhere` are the other tables of a
/// config with their names.
pub fn remedy(name: &str, settings: &[Setting], elsewhere: &[Setting]) -> String {
    let known = |word: &str| settings.iter().any(|s| s.name == word);
    let words: Vec<&str> =
        OTHER_NAMES.iter().filter(|(_, names)| names.contains(&name)).map(|(word, _)| *word).collect();
    if let Some(word) = words.iter().find(|w| known(w)) {
        return format!("mcrun's word for it is `{word}`");
    }
    if let Some(near) = nearest(name, settings.iter().map(|s| s.name)) {
        return format!("did you mean `{near}`?");
    }
    for word in std::iter::once(&name).chain(&words) {
        if let Some(table) = table_with(word, elsewhere) {
            return format!("`{word}` belongs in [{table}]");
        }
    }
    let names: Vec<&str> = settings.iter().map(|s| s.name).collect();
    match words.first() {
        Some(word) => {
            format!("mcrun's word for it is `{word}`, but there is none here; here are: {}", names.join(", "))
        }
        None => format!("here are: {}", names.join(", ")),
    }
}

/// The name of `known` that `name` is most probably a slip of.
pub fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let lower = name.to_lowercase();
    known
        .map(|k| (strsim::damerau_levenshtein(&lower, &k.to_lowercase()), k))
        .filter(|(distance, k)| *distance * 3 <= k.len().max(name.len()).max(3))
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, k)| k)
}

/// The table of `tables` that has the setting `name`.
fn table_with(name: &str, tables: &[Setting]) -> Option<&'static str> {
    tables.iter().find_map(|table| match table.kind {
        Kind::Table(settings) if settings.iter().any(|s| s.name == name) => Some(table.name),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::settings::{Default, at_least};

    const fn number(name: &'static str) -> Setting {
        Setting { name, kind: at_least(0), default: Default::Required, meaning: "" }
    }

    const HERE: &[Setting] = &[number("draws"), number("axes")];
    const RUN: &[Setting] = &[number("seed"), number("workers")];
    const ELSEWHERE: &[Setting] = &[Setting { kind: Kind::Table(RUN), ..number("run") }];

    fn check(name: &str, expected: &str) {
        assert_eq!(remedy(name, HERE, ELSEWHERE), expected);
    }

    #[test]
    fn names_of_other_programs_are_answered_with_ours() {
        check("num_samples", "mcrun's word for it is `draws`");
        check("nsamples", "mcrun's word for it is `draws`");
        check("threads", "`workers` belongs in [run]");
        check("tune", "mcrun's word for it is `warmup`, but there is none here; here are: draws, axes");
    }

    #[test]
    fn slips_are_answered_with_the_nearest_key() {
        check("drwas", "did you mean `draws`?");
        check("Draws", "did you mean `draws`?");
        check("seed", "`seed` belongs in [run]");
        check("xyzzy", "here are: draws, axes");
    }
}
