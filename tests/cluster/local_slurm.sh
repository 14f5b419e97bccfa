#!/bin/sh
# SPDX-License-Identifier: BSD-3-Clause
# local_slurm.sh start DIR NODES CPUS    then: export SLURM_CONF=DIR/slurm.conf
# local_slurm.sh stop DIR                logs stay in DIR/log
# A throw-away Slurm on this machine, for root or any user: NODES nodes of CPUS processors each are
# daemons that listen on 127.0.0.1. Nothing in /etc or /var; no accounting, no limits on memory.
# Exit code 77: Slurm is not installed.
set -eu
PATH=$PATH:/usr/sbin:/sbin

say() { printf 'local_slurm: %s\n' "$*" >&2; }

wait_for() { # wait_for SECONDS COMMAND...: whether COMMAND succeeds before they have passed
  deadline=$(($(date +%s) + $1))
  shift
  until "$@"; do
    [ "$(date +%s)" -lt "$deadline" ] || return 1
    sleep 0.2
  done
}

in_use() { # in_use PORT...
  for port; do
    grep -qs "^ *[0-9]*: [0-9A-F]*:$(printf %04X "$port") " /proc/net/tcp /proc/net/tcp6 && return
  done
  return 1
}

free_ports() { # free_ports COUNT: the first of COUNT ports; where to look depends on the process id
  block=$(($$ % 200))
  for _ in $(seq 200); do
    first=$((20000 + block * 60)) # up to 31999: above are the ports that the system hands out
    # shellcheck disable=SC2046
    in_use $(seq "$first" $((first + $1 - 1))) || break
    block=$(((block + 1) % 200))
  done
  echo "$first"
}

daemon() { # daemon NAME COMMAND...: ends after an hour, should nobody stop it
  log=$run/log/$1.out
  shift
  SLURM_CLUSTER_NAME=$(cluster) setsid timeout -k 10 3600 "$@" </dev/null >"$log" 2>&1 &
}

# Slurm tells jobs the name of the cluster in SLURM_CLUSTER_NAME, and our daemons have it too.
cluster() { echo "quell${run##*.}" | tr '[:upper:]' '[:lower:]'; }
processes() { # of this cluster: daemons and jobs
  grep -lszx "SLURM_CLUSTER_NAME=$(cluster)" /proc/[0-9]*/environ | cut -d / -f 3
}

nodes_idle() { [ "$(timeout 10 sinfo -h -t idle -o %D 2>/dev/null)" = "$nodes" ]; }

start() { # start DIR NODES CPUS
  for tool in munged slurmctld slurmd sbatch; do
    command -v "$tool" >/dev/null || { say "$tool is not installed"; exit 77; }
  done
  stop "$1" # what a killed test has left
  if [ -e "$1" ]; then rm -rf "$1/log" && rmdir "$1"; fi
  nodes=$2
  # The names of Unix sockets are short: DIR is a link to where things really are.
  run=$(mktemp -d "/tmp/quell-slurm.XXXXXX")
  ln -s "$run" "$1"
  mkdir "$run/log" "$run/state" "$run/spool" "$run/tmp"
  for i in $(seq "$nodes"); do mkdir "$run/spool/n$i" "$run/tmp/n$i"; done
  port=$(free_ports $((nodes + 1)))
  configure "$nodes" "$3" "$port" >"$run/slurm.conf"
  # Version 1 is loaded when it is needed, which is never; what is found by itself wants systemd.
  printf 'CgroupPlugin=cgroup/v1\nCgroupAutomount=no\n' >"$run/cgroup.conf"
  export SLURM_CONF="$run/slurm.conf"

  (umask 077 && head -c 1024 /dev/urandom >"$run/munge.key")
  daemon munged munged --foreground --force --num-threads=2 --key-file="$run/munge.key" \
    --socket="$run/munge.socket" --pid-file="$run/munged.pid" \
    --log-file="$run/log/munged.log" --seed-file="$run/munge.seed"
  wait_for 30 test -S "$run/munge.socket" || give_up "$1" "munged did not start"
  daemon slurmctld slurmctld -D
  for i in $(seq "$nodes"); do daemon "slurmd.n$i" slurmd -D -N "n$i"; done
  wait_for 120 nodes_idle || give_up "$1" "the nodes did not come up"
  say "$nodes nodes run; export SLURM_CONF=$1/slurm.conf"
}

configure() { # configure NODES CPUS PORT
  cat <<CONF
ClusterName=$(cluster)
SlurmctldHost=localhost(127.0.0.1)
SlurmctldPort=$3
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
CredType=cred/munge
AuthInfo=socket=$run/munge.socket
SlurmctldPidFile=$run/slurmctld.pid
SlurmdPidFile=$run/slurmd.%n.pid
StateSaveLocation=$run/state
SlurmdSpoolDir=$run/spool/%n
SlurmctldLogFile=$run/log/slurmctld.log
SlurmdLogFile=$run/log/slurmd.%n.log
# All nodes are one machine: what srun --mpi=pmix writes to /tmp would collide.
TmpFS=$run/tmp/%n
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SchedulerParameters=batch_sched_delay=0,sched_interval=2
ReturnToService=1
KillWait=5
MailProg=/bin/true
NodeName=DEFAULT CPUs=$2 Boards=1 SocketsPerBoard=1 CoresPerSocket=$2 ThreadsPerCore=1
NodeName=n[1-$1] NodeHostname=localhost NodeAddr=127.0.0.1 Port=[$(($3 + 1))-$(($3 + $1))]
PartitionName=test Nodes=ALL Default=YES MaxTime=INFINITE State=UP
CONF
}

give_up() { # give_up DIR REASON
  say "$2; the logs:"
  tail -n 30 "$run"/log/* >&2
  stop "$1"
  exit 1
}

stop() { # stop DIR: nothing here is worth a gentle end
  [ -L "$1" ] || return 0
  run=$(readlink "$1")
  wait_for 30 killed || say "these did not end: $(processes | xargs)"
  rm "$1"
  mkdir "$1"
  [ ! -d "$run/log" ] || mv "$run/log" "$1"
  rm -rf "$run"
}

killed() { # ends all processes, and is true when there were none; they may start new ones meanwhile
  pids=$(processes)
  [ -n "$pids" ] || return 0
  # shellcheck disable=SC2086
  kill -KILL $pids 2>/dev/null || true
  return 1
}

case $#-${1-} in
  4-start) start "$2" "$3" "$4" ;;
  2-stop) stop "$2" ;;
  *) sed -n 's/^# \(local_slurm.sh\)/usage: \1/p' "$0" >&2; exit 2 ;;
esac
