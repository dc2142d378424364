#!/bin/sh
# One run as the ranks of an MPI launcher, which need not be able to talk to each other: each does one shard, then all are
# merged. All nodes see the directory of the result.
#
#   cluster/mpirun.sh 16 configs/model.toml OUT.h5 [options of mpirun, as --hostfile HOSTS]
#
# Run again, it goes on from what was done. With the launcher of MPICH or Intel MPI: MPIRUN=mpiexec.
set -eu
n=$1 config=$2 output=$3
shift 3
mcrun=${MCRUN:-mcrun}
"${MPIRUN:-mpirun}" -n "$n" "$@" "$mcrun" run "$config" -o "$output" --shard auto --resume --workers "${WORKERS:-1}"
exec "$mcrun" merge "$output".shard-*-of-"$n" -o "$output"
