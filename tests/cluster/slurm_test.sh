#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# slurm_test.sh QUELL WORKDIR SCENARIO: a sweep on a local Slurm gives the file of a serial sweep,
# though midway a node goes down, a task runs out of time, or all tasks are cancelled. WORKDIR is
# emptied first.
# Exit code 77: Slurm is not installed.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=common.sh
. "$here/common.sh"
quell=$(absolute "$1")
work=$(absolute "$2")
scenario=$(absolute "$3")

dump() {
  sinfo
  scontrol -o show job | tr ' ' '\n' |
    grep -E '^(JobId|Job(Name|State)|Reason|Restarts|ExitCode)=' |
    xargs -n 6
  for name in slurm cancelled; do sweep status s.toml --folder "$name"; done
  tail -n 8 ./*.out ./*/*.out
}
submit() { # submit NAME: eight parts into folder NAME, and then the merge into NAME.h5
  sweep slurm s.toml --folder "$1" --parts 8 --cpus 1 -o "$1.h5" --submit || fail "$1: exit code $?"
}
queue_empty() { queue=$(squeue -h) && [ -z "$queue" ]; }
all_ended() { # all_ended SECONDS
  wait_for "$1" queue_empty || fail "jobs are still in the queue after $1 s"
}
submit_and_wait() { submit "$1" && all_ended 300; }
running() { squeue -h -t R -o "$1" | head -n 1; } # running FORMAT: of one of the running tasks
requeued() { # requeued COUNT: that many tasks were sent back into the queue
  [ "$(scontrol -o show job | grep -c ' Restarts=[1-9]')" -ge "$1" ]
}

power_cut() { # power_cut NODE: what runs there ends at once, and Slurm is not told
  workers=$(grep -lszx "SLURMD_NODENAME=$1" /proc/[0-9]*/environ | cut -d / -f 3) victims=
  [ -n "$workers" ] || fail "nothing runs on $1"
  for pid in $workers; do
    parent=$(awk '$1 == "PPid:" { print $2 }' "/proc/$pid/status")
    case $(cat "/proc/$parent/comm") in slurmstepd) victims="$parent $victims" ;; esac
  done
  # shellcheck disable=SC2086
  kill -KILL $victims $workers
}

slurm() { sh "$here/local_slurm.sh" "$@"; }
slurm stop "$work/slurm-local" # what a killed test has left
enter_empty "$work"
trap 'slurm stop "$work/slurm-local"' EXIT
trap 'exit 1' HUP INT TERM
slurm start "$work/slurm-local" 4 1
export SLURM_CONF="$work/slurm-local/slurm.conf"

write_sweep "$scenario"

say "thr: two threads"
sweep run s.toml --jobs 2 --folder thr -o thr.h5 >thr.out 2>&1 || fail "thr: exit code $?"
check_complete thr

submit slurm
midway slurm
node=$(running %N) job=$(running %F)
say "slurm: node $node goes down"
power_cut "$node"
scontrol update nodename="$node" state=down reason=test
task=$(running %i)
say "slurm: task $task hears that its time is nearly up"
# Slurm 22.05 sends it, takes the waiting tasks for a failure, and would send it again after 5 s.
timeout 4 scancel --quiet --batch --signal=USR1 "$task" || true
wait_for 60 requeued 2 || fail "slurm: these two tasks were not requeued"
# They would wait for two minutes. Tasks that do not wait give an error.
scontrol update jobid="$job" StartTime=now 2>/dev/null || true
say "slurm: node $node is up again"
scontrol update nodename="$node" state=resume
all_ended 300
check_complete slurm

submit cancelled
midway cancelled
scancel "$(running %F)"
all_ended 60
resume cancelled submit_and_wait cancelled
