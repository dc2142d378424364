#!/bin/sh
# One run as a Slurm job array: each task does one shard.
#
#   sbatch --array=1-16 cluster/slurm-array.sh configs/model.toml [-o OUT.h5] [more options of mcrun run]
#
# When all tasks have ended, merge what they have left beside the result; to let Slurm do so:
#
#   id=$(sbatch --parsable --array=1-16 cluster/slurm-array.sh configs/model.toml -o OUT.h5)
#   sbatch --dependency=afterok:$id --wrap 'mcrun merge OUT.h5.shard-*-of-16 -o OUT.h5'
#
# A task that is stopped by the time limit keeps what it has done, and goes on from there if it is submitted again. So
# submitting the whole array again does only what is missing; for some tasks alone, say how many there are in all:
#
#   SHARDS=16 sbatch --array=3,7 cluster/slurm-array.sh configs/model.toml -o OUT.h5
#
#SBATCH --job-name=mcrun
#SBATCH --array=1-16
#SBATCH --ntasks=1
#SBATCH --cpus-per-task=1
#SBATCH --output=mcrun-%A-%a.log
#SBATCH --open-mode=append
#SBATCH --requeue
#SBATCH --signal=B:TERM@120
set -eu
shard=auto
if [ -n "${SHARDS:-}" ]; then shard="$SLURM_ARRAY_TASK_ID/$SHARDS"; fi
# The program takes the place of this script, so that it is what Slurm's signal reaches.
exec "${MCRUN:-mcrun}" run "$@" --shard "$shard" --resume --workers "${SLURM_CPUS_PER_TASK:-1}"
