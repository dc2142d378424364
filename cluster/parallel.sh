#!/bin/sh
# One run by GNU parallel, on this machine or on those of a list: each job does one shard, then all are merged. All machines
# see the directory of the result under the same name.
#
#   cluster/parallel.sh 16 configs/model.toml OUT.h5 [options of parallel, as --sshloginfile HOSTS --workdir .]
#
# Run again, it goes on from what was done.
set -eu
n=$1 config=$2 output=$3
shift 3
mcrun=${MCRUN:-mcrun}
seq "$n" | parallel "$@" "$mcrun" run "$config" -o "$output" --shard "{}/$n" --resume --workers "${WORKERS:-1}"
exec "$mcrun" merge "$output".shard-*-of-"$n" -o "$output"
