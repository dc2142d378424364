//! Which shard of a run a process is to do: as the user says, or as the scheduler or launcher that started it does.

/// A variable of the environment.
pub type Lookup<'a> = dyn Fn(&str) -> Option<String> + 'a;

/// How many shards there are, for schedulers that do not say.
const COUNT: &str = "MCRUN_SHARDS";

/// A shard, counted from 1, of how many: `2/5`, or `auto`, for which the environment is looked at.
pub fn parse(text: &str, lookup: &Lookup<'_>) -> Result<(u64, u64), String> {
    if text == "auto" {
        return auto(lookup);
    }
    let numbers = text.split_once('/').and_then(|(index, n)| Some((index.parse().ok()?, n.parse().ok()?)));
    match numbers {
        Some((index, n)) if 1 <= index && index <= n => Ok((index, n)),
        Some((0, _)) => Err(format!("`--shard {text}`: shards are counted from 1")),
        Some((index, n)) => Err(format!("`--shard {text}`: there is no shard {index} of {n}")),
        None => Err(format!("`--shard {text}`: a shard is written as 2/5, the second of five, or as auto")),
    }
}

/// What one source in the environment says.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    /// For messages.
    by: &'static str,
    /// Counted from 1.
    shard: (u64, u64),
}

/// One of the arrays of a scheduler, and one of the launchers of processes, may have more than one task, and that is it.
fn auto(lookup: &Lookup<'_>) -> Result<(u64, u64), String> {
    let array = first_of(&[slurm_array, pbs, lsf, sge, kubernetes], lookup)?;
    let launcher = first_of(&[open_mpi, pmi, pmix, slurm_step], lookup)?;
    let mut found: Vec<Said> = array.into_iter().chain(launcher).collect();
    if found.iter().any(|said| said.shard.1 > 1) {
        found.retain(|said| said.shard.1 > 1);
    }
    match &found[..] {
        [Said { by: one, shard: (_, n) }, Said { by: other, shard: (_, m) }] if *n > 1 => Err(format!(
            "`--shard auto`: {one} has {n} tasks and {other} {m}, and it is not clear which is meant: say it, as in --shard 2/5"
        )),
        [said, ..] => Ok(said.shard),
        [] => Err(format!(
            "`--shard auto`: the environment names no shard: start the run as a job array (Slurm, PBS, LSF, SGE), an Indexed Job \
             (Kubernetes) or by srun or mpirun, or say which shard it is, as in --shard 2/5 (looked for: {LOOKED_FOR})"
        )),
    }
}

/// What each source is recognised by.
const LOOKED_FOR: &str = "SLURM_ARRAY_TASK_ID, PBS_ARRAY_INDEX, PBS_ARRAYID, LSB_JOBINDEX, SGE_TASK_ID, JOB_COMPLETION_INDEX, \
                          OMPI_COMM_WORLD_RANK, PMI_RANK, PMIX_RANK, SLURM_PROCID in a step";

type Source = fn(&Lookup<'_>) -> Result<Option<Said>, String>;

fn first_of(sources: &[Source], lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    sources.iter().find_map(|source| source(lookup).transpose()).transpose()
}

/// `SLURM_ARRAY_TASK_ID`, from `_MIN` to `_MAX` in steps of `_STEP`.
///
/// Slurm, sbatch, "Output environment variables".
fn slurm_array(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    let Some(id) = number("SLURM_ARRAY_TASK_ID", lookup)? else { return Ok(None) };
    let n = needed("SLURM_ARRAY_TASK_COUNT", "SLURM_ARRAY_TASK_ID", lookup)?;
    let min = needed("SLURM_ARRAY_TASK_MIN", "SLURM_ARRAY_TASK_ID", lookup)?;
    let step = number("SLURM_ARRAY_TASK_STEP", lookup)?.unwrap_or(1);
    let max =
        number("SLURM_ARRAY_TASK_MAX", lookup)?.unwrap_or(min.saturating_add((n.max(1) - 1).saturating_mul(step)));
    array("the Slurm array", id, (min, max, step), Some(n))
}

/// `PBS_ARRAY_INDEX` of PBS Pro and `PBS_ARRAYID` of Torque, which count as the user does; how many there are they do not say.
fn pbs(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    for name in ["PBS_ARRAY_INDEX", "PBS_ARRAYID"] {
        if let Some(id) = number(name, lookup)? {
            let n = needed(COUNT, name, lookup)?;
            return array("the PBS array", id, (1, n, 1), None);
        }
    }
    Ok(None)
}

/// `LSB_JOBINDEX`, which is 0 outside an array, up to `LSB_JOBINDEX_END` in steps of `LSB_JOBINDEX_STEP`.
fn lsf(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    let Some(id) = number("LSB_JOBINDEX", lookup)?.filter(|id| *id > 0) else { return Ok(None) };
    let last = needed("LSB_JOBINDEX_END", "LSB_JOBINDEX", lookup)?;
    let step = number("LSB_JOBINDEX_STEP", lookup)?.unwrap_or(1);
    array("the LSF array", id, (1, last, step), None)
}

/// `SGE_TASK_ID`, which is `undefined` outside an array, from `_FIRST` to `_LAST` in steps of `_STEPSIZE`.
fn sge(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    let defined = |name: &str| lookup(name).filter(|value| value != "undefined");
    let Some(id) = number("SGE_TASK_ID", &defined)? else { return Ok(None) };
    let last = needed("SGE_TASK_LAST", "SGE_TASK_ID", &defined)?;
    let first = number("SGE_TASK_FIRST", &defined)?.unwrap_or(1);
    let step = number("SGE_TASK_STEPSIZE", &defined)?.unwrap_or(1);
    array("the SGE array", id, (first, last, step), None)
}

/// `JOB_COMPLETION_INDEX`, from 0; the job's `completions` must be given in a variable.
fn kubernetes(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    let Some(index) = number("JOB_COMPLETION_INDEX", lookup)? else { return Ok(None) };
    let n = match number("JOB_COMPLETIONS", lookup)? {
        Some(n) => n,
        None => needed(COUNT, "JOB_COMPLETION_INDEX", lookup)?,
    };
    ranked("the Kubernetes job", index, n)
}

fn open_mpi(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    rank("mpirun", ("OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE"), lookup)
}

/// MPICH, Intel MPI, and Slurm with `--mpi=pmi2`.
fn pmi(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    rank("the MPI launcher", ("PMI_RANK", "PMI_SIZE"), lookup)
}

/// PMIx names the rank only; the size is the launcher's.
fn pmix(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    let Some(index) = number("PMIX_RANK", lookup)? else { return Ok(None) };
    match step_size(lookup)? {
        Some(n) => ranked("the MPI launcher", index, n),
        None => ranked("the MPI launcher", index, needed(COUNT, "PMIX_RANK", lookup)?),
    }
}

/// `SLURM_PROCID` in a step; a batch script has it too, but is one process.
fn slurm_step(lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    if lookup("SLURM_STEP_ID").is_none() {
        return Ok(None);
    }
    let Some(index) = number("SLURM_PROCID", lookup)? else { return Ok(None) };
    match step_size(lookup)? {
        Some(n) => ranked("srun", index, n),
        None => Err(half("SLURM_NTASKS", "SLURM_PROCID")),
    }
}

fn step_size(lookup: &Lookup<'_>) -> Result<Option<u64>, String> {
    Ok(match number("SLURM_STEP_NUM_TASKS", lookup)? {
        Some(n) => Some(n),
        None => number("SLURM_NTASKS", lookup)?,
    })
}

fn rank(by: &'static str, (rank, size): (&str, &str), lookup: &Lookup<'_>) -> Result<Option<Said>, String> {
    let Some(index) = number(rank, lookup)? else { return Ok(None) };
    ranked(by, index, needed(size, rank, lookup)?)
}

/// A task counted from 0.
fn ranked(by: &'static str, index: u64, n: u64) -> Result<Option<Said>, String> {
    match index < n {
        true => Ok(Some(Said { by, shard: (index + 1, n) })),
        false => Err(format!("`--shard auto`: {by} has {n} tasks, so there is no task {index}, counting from 0")),
    }
}

/// The task `id` of an array from `first` to `last` in steps, without gaps: if `n` is known, it says so.
fn array(
    by: &'static str,
    id: u64,
    (first, last, step): (u64, u64, u64),
    n: Option<u64>,
) -> Result<Option<Said>, String> {
    let is_regular = first <= id && id <= last && step > 0 && (id - first) % step == 0;
    let n_all = if is_regular { (last - first) / step + 1 } else { 0 };
    match is_regular && n.is_none_or(|n| n == n_all) {
        true => Ok(Some(Said { by, shard: ((id - first) / step + 1, n_all) })),
        false => Err(format!(
            "`--shard auto`: task {id} of {by} is not one of {first} to {last} in steps of {step} without gaps: number the tasks 1 \
             to N, or say which shard it is, as in --shard 2/5"
        )),
    }
}

fn number(name: &str, lookup: &Lookup<'_>) -> Result<Option<u64>, String> {
    let Some(value) = lookup(name).filter(|value| !value.is_empty()) else { return Ok(None) };
    let number = value.trim().parse();
    number.map(Some).map_err(|_| format!("`--shard auto`: {name} is {value:?}, but must be a count"))
}

fn needed(name: &str, given: &str, lookup: &Lookup<'_>) -> Result<u64, String> {
    number(name, lookup)?.ok_or_else(|| half(name, given))
}

fn half(name: &str, given: &str) -> String {
    format!(
        "`--shard auto`: {given} is set, but {name} is not, so it is not known how many shards there are: set {name}, or say which \
         shard it is, as in --shard 2/5"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, variables: &str) -> Result<(u64, u64), String> {
        let find = |name: &str| {
            let mut all = variables.split_whitespace().filter_map(|variable| variable.split_once('='));
            all.find(|(known, _)| *known == name).map(|(_, value)| value.to_owned())
        };
        parse(text, &find)
    }

    fn check(variables: &str, expected: (u64, u64)) {
        assert_eq!(read("auto", variables), Ok(expected), "{variables}");
    }

    fn check_error(variables: &str, expected: &str) {
        let message = read("auto", variables).expect_err(variables);
        assert!(message.starts_with("`--shard auto`: ") && message.contains(expected), "{variables}: {message}");
    }

    #[test]
    fn a_shard_is_counted_from_1() {
        assert_eq!(read("2/5", ""), Ok((2, 5)));
        assert_eq!(read("1/1", ""), Ok((1, 1)));
        for (text, expected) in [
            ("0/5", "counted from 1"),
            ("6/5", "no shard 6 of 5"),
            ("0/0", "counted from 1"),
            ("2", "written as 2/5"),
            ("-1/5", "written as 2/5"),
            ("2/5/7", "written as 2/5"),
            ("", "written as 2/5"),
        ] {
            let message = read(text, "").expect_err(text);
            assert!(message.contains(expected), "{text}: {message}");
        }
    }

    #[test]
    fn arrays_of_schedulers_are_known() {
        let slurm = "SLURM_ARRAY_TASK_COUNT=5 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=5 SLURM_ARRAY_TASK_STEP=1";
        check(&format!("SLURM_ARRAY_TASK_ID=2 {slurm}"), (2, 5));
        check("SLURM_ARRAY_TASK_ID=0 SLURM_ARRAY_TASK_COUNT=5 SLURM_ARRAY_TASK_MIN=0", (1, 5));
        let steps = "SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=10 SLURM_ARRAY_TASK_MAX=14 SLURM_ARRAY_TASK_STEP=2";
        check(&format!("SLURM_ARRAY_TASK_ID=14 {steps}"), (3, 3));
        check("PBS_ARRAY_INDEX=3 MCRUN_SHARDS=4", (3, 4));
        check("PBS_ARRAYID=4 MCRUN_SHARDS=4", (4, 4));
        check("LSB_JOBINDEX=3 LSB_JOBINDEX_END=9", (3, 9));
        check("SGE_TASK_ID=6 SGE_TASK_FIRST=2 SGE_TASK_LAST=8 SGE_TASK_STEPSIZE=2", (3, 4));
        check("JOB_COMPLETION_INDEX=0 JOB_COMPLETIONS=4", (1, 4));
        check("JOB_COMPLETION_INDEX=3 MCRUN_SHARDS=4", (4, 4));
    }

    #[test]
    fn launchers_of_processes_are_known() {
        check("OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=4", (1, 4));
        check("PMI_RANK=3 PMI_SIZE=4", (4, 4));
        check("PMIX_RANK=1 SLURM_STEP_NUM_TASKS=4", (2, 4));
        check("PMIX_RANK=1 MCRUN_SHARDS=2", (2, 2));
        check("SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_NTASKS=4 SLURM_STEP_NUM_TASKS=2", (2, 2));
        // Daemons of mpirun are started as a step.
        check("OMPI_COMM_WORLD_RANK=5 OMPI_COMM_WORLD_SIZE=8 SLURM_STEP_ID=0 SLURM_PROCID=1 SLURM_NTASKS=2", (6, 8));
    }

    #[test]
    fn one_task_alone_is_no_division() {
        let array = "SLURM_ARRAY_TASK_ID=2 SLURM_ARRAY_TASK_COUNT=5 SLURM_ARRAY_TASK_MIN=1";
        check(&format!("{array} SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_NTASKS=1 PMI_RANK=0 PMI_SIZE=1"), (2, 5));
        check("SLURM_STEP_ID=0 SLURM_PROCID=0 SLURM_NTASKS=1", (1, 1));
        check("SGE_TASK_ID=undefined LSB_JOBINDEX=0 PMI_RANK=1 PMI_SIZE=2", (2, 2));
        // A batch script is one process, whatever its steps may be.
        check(&format!("{array} SLURM_PROCID=0 SLURM_NTASKS=8"), (2, 5));
        check_error(
            &format!("{array} OMPI_COMM_WORLD_RANK=0 OMPI_COMM_WORLD_SIZE=4"),
            "the Slurm array has 5 tasks and mpirun 4",
        );
    }

    #[test]
    fn what_is_missing_is_named() {
        check_error("", "the environment names no shard");
        check_error("SLURM_PROCID=0 SLURM_NTASKS=8", "the environment names no shard");
        check_error("PBS_ARRAY_INDEX=3", "PBS_ARRAY_INDEX is set, but MCRUN_SHARDS is not");
        check_error("JOB_COMPLETION_INDEX=3", "set MCRUN_SHARDS, or say");
        check_error("OMPI_COMM_WORLD_RANK=3", "set OMPI_COMM_WORLD_SIZE");
        check_error("LSB_JOBINDEX=3", "set LSB_JOBINDEX_END");
        check_error("SGE_TASK_ID=3", "set SGE_TASK_LAST");
        check_error("PMI_RANK=x PMI_SIZE=2", "PMI_RANK is \"x\", but must be a count");
        check_error("PMI_RANK=2 PMI_SIZE=2", "there is no task 2, counting from 0");
        check_error("PBS_ARRAY_INDEX=0 MCRUN_SHARDS=4", "number the tasks 1 to N");
    }

    #[test]
    fn an_array_with_gaps_is_refused() {
        let gaps = "SLURM_ARRAY_TASK_COUNT=3 SLURM_ARRAY_TASK_MIN=1 SLURM_ARRAY_TASK_MAX=7 SLURM_ARRAY_TASK_STEP=1";
        check_error(&format!("SLURM_ARRAY_TASK_ID=3 {gaps}"), "without gaps");
    }
}
