#!/bin/sh
# One run as one Slurm job of many tasks, on as many nodes as it takes: each task does one shard, then all are merged.
#
#   sbatch --ntasks=16 cluster/slurm-steps.sh configs/model.toml OUT.h5 [more options of mcrun run]
#
# Submitted again, it goes on from what was done.
#
#SBATCH --job-name=mcrun
#SBATCH --ntasks=16
#SBATCH --cpus-per-task=1
#SBATCH --output=mcrun-%j.log
#SBATCH --open-mode=append
#SBATCH --requeue
# Steps get SIGTERM at the time limit, and have until KillWait to commit.
set -eu
config=$1 output=$2
shift 2
workers=${SLURM_CPUS_PER_TASK:-1}
srun --cpus-per-task="$workers" "${MCRUN:-mcrun}" run "$config" -o "$output" "$@" --shard auto --resume --workers "$workers"
exec "${MCRUN:-mcrun}" merge "$output".shard-*-of-"$SLURM_NTASKS" -o "$output"
