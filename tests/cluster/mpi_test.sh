#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# mpi_test.sh QUELL QUELL_MPI MPIRUN WORKDIR SCENARIO: a sweep on four ranks gives the file of a
# serial sweep, though a rank is killed midway. WORKDIR is emptied first.
# Exit code 77: there is no MPIRUN.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
quell=$(absolute "$1")
quell_mpi=$(absolute "$2")
mpirun=$3
work=$(absolute "$4")
scenario=$(absolute "$5")
command -v "$mpirun" >/dev/null || { echo "there is no $mpirun"; exit 77; }

case $("$mpirun" --version 2>&1) in
  *HYDRA*) rank_of=PMI_RANK ;;
  *) rank_of=OMPI_COMM_WORLD_RANK oversubscribe=--oversubscribe ;; # more ranks than processors
esac
export OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 OMPI_MCA_mpi_yield_when_idle=1
# What killed ranks of Open MPI leave behind shall not be in /dev/shm.
export OMPI_MCA_btl_vader_backing_directory="$work/shm" # Open MPI 4
export OMPI_MCA_btl_sm_backing_directory="$work/shm"    # Open MPI 5
export QUELL_MPI_TEST=$$ # ranks are recognised by what they inherit

dump() {
  for name in mpi killed; do sweep status s.toml --folder "$name"; done
  tail -n 30 ./*.out
}
four_ranks() { # four_ranks NAME: into folder NAME and NAME.h5, in at most five minutes
  with_options timeout -k 10 300 "$mpirun" ${oversubscribe:+"$oversubscribe"} -n 4 \
    "$quell_mpi" s.toml --folder "$1" -o "$1.h5" >"$1.out" 2>&1
}
succeed() { four_ranks "$1" || fail "$1: exit code $?"; }
ranks() { # ranks [RANK]: process ids of all ranks, or of one
  grep -lszx "QUELL_MPI_TEST=$$" /proc/[0-9]*/environ |
    xargs -r grep -lszx "$rank_of=${1-[0-9]*}" | cut -d / -f 3
}
no_ranks() { [ -z "$(ranks)" ]; }

enter_empty "$work"
mkdir shm
trap 'ranks | xargs -r kill -KILL' EXIT
trap 'exit 1' HUP INT TERM
write_sweep "$scenario"

say "mpi: four ranks"
succeed mpi
check_complete mpi

say "killed: four ranks"
four_ranks killed &
job=$!
midway killed
say "killed: rank 2 is killed"
kill -KILL "$(ranks 2)"
code=0
wait "$job" || code=$?
say "killed: exit code $code"
[ "$code" != 0 ] || fail "killed: no error, though a rank was killed"
[ "$code" != 124 ] || fail "killed: the other ranks did not end"
wait_for 30 no_ranks || fail "killed: ranks that outlive the job: $(ranks | xargs)"
resume killed succeed killed

say "singleton: as srun would start it with a PMI that this MPI does not know"
code=0
with_options env SLURM_NTASKS=4 SLURM_STEP_NUM_TASKS=4 SLURM_STEP_ID=0 timeout 60 \
  "$quell_mpi" s.toml --folder singleton -o singleton.h5 >singleton.out 2>&1 || code=$?
[ "$code" = 1 ] || fail "singleton: exit code $code, not 1"
grep -qi singleton singleton.out || fail "singleton: the message does not say so"
say "singleton: refused"
