# shellcheck shell=sh
# SPDX-License-Identifier: BSD-3-Clause
# What slurm_test.sh and mpi_test.sh share. They set $quell, and define dump, which shows what may
# explain a failure.

set -eu
began=$(date +%s)
total=400 # runs of the sweep below

say() { printf '%4d s  %s\n' $(($(date +%s) - began)) "$*"; }
fail() {
  say "FAILED: $*"
  dump 2>&1 || true
  exit 1
}

absolute() { echo "$(cd "$(dirname "$1")" && pwd)/$(basename "$1")"; }

wait_for() { # wait_for SECONDS COMMAND...: whether COMMAND succeeds before they have passed
  deadline=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 1
  done
}

# Size and length of a run go with every command: they belong to the sweep.
with_options() { "$@" --scale 0.007 --set run.end=2015-07-01; }
# shellcheck disable=SC2154
sweep() { with_options "$quell" sweep "$@"; }

enter_empty() { # enter_empty WORKDIR
  rm -rf "$1"
  mkdir -p "$1"
  cd "$1"
}

write_sweep() { # write_sweep SCENARIO: s.toml, and what a serial sweep gives
  cat >s.toml <<TOML
title = "Suspension and return"
scenario = "$1"
design = "grid"
replicates = 2
[vary]
return.probability = {from = 0.7, to = 0.95, count = 20}
policy.twitter.per_day = {from = 100, to = 1000, count = 10}
TOML
  say "ref: $total runs, one after the other"
  sweep run s.toml --jobs 1 --folder ref -o ref.h5 >ref.out 2>&1 || fail "ref: exit code $?"
  check_complete ref
}

status() { # status KEY NAME: a number from the status of the sweep in folder NAME
  sweep status s.toml --folder "$2" --json | sed -n "s/.*\"$1\": *\([0-9]*\).*/\1/p"
}

check_complete() { # check_complete NAME: every run is in folder NAME, and NAME.h5 is ref.h5
  counts="$(status runs "$1") $(status 'done' "$1") $(status failed "$1")"
  [ "$counts" = "$total $total 0" ] || fail "$1: runs, done, failed: $counts"
  if ! cmp ref.h5 "$1.h5"; then
    h5diff ref.h5 "$1.h5" | head -n 20 || true
    fail "$1: not the bytes of ref.h5"
  fi
  say "$1: complete, and the bytes of ref.h5"
}

a_fifth_done() {
  n_done=$(status 'done' "$1" 2>/dev/null)
  [ "${n_done:-0}" -ge $((total / 5)) ]
}
midway() { # midway NAME: waits until 20 to 80 % of the runs are done
  wait_for 300 a_fifth_done "$1" || fail "$1: not a fifth is done after 5 minutes"
  [ "$n_done" -le $((total * 4 / 5)) ] || fail "$1: $n_done runs are done, too many for midway"
  say "$1: $n_done runs are done"
}

resume() { # resume NAME COMMAND...: the interrupted sweep becomes complete; nothing is done twice
  name=$1
  shift
  before=$(status 'done' "$name") records=$(status records "$name")
  [ "$before" -lt "$total" ] || fail "$name: complete, though it was interrupted"
  [ ! -e "$name.h5" ] || fail "$name: a file was merged from an incomplete sweep"
  say "$name: interrupted with $before runs done; the same command again"
  "$@"
  check_complete "$name"
  missing=$((total - before)) computed=$(($(status records "$name") - records))
  [ "$computed" = "$missing" ] || fail "$name: $missing runs were missing, $computed were computed"
}
