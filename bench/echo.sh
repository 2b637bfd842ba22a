#!/bin/sh
# bench/echo.sh - build/bench/echo under load, beside the bare epoll loop and Go's net, in one run.
#
# echo.sh [BUILD [ROUNDS [SECONDS [CONNECTIONS...]]]]: 5 rounds of 2 s at 64 and 1000 connections unless said otherwise.
# Each server has one P and CPU 0, the client CPU 1; servers take turns. Prints medians of requests per second,
# the share of the bare loop's, and the server's CPU time for one request, which says the same when somebody else takes
# part of the machine. Layer: bench.
set -eu
build=${1:-build}
rounds=${2:-5}
seconds=${3:-2}
sizes='64 1000'
if [ $# -gt 3 ]; then
  shift 3
  sizes=$*
fi
scratch=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null; rm -rf "$scratch"' EXIT

cc -O2 -Wall -Wextra -o "$scratch/load" bench/tcp_load.c
cc -O2 -Wall -Wextra -o "$scratch/epoll" bench/peers/epoll_echo.c
cp "$build/bench/echo" "$scratch/rt0"
servers='epoll rt0'
if command -v go >/dev/null 2>&1; then
  go build -o "$scratch/go" bench/peers/echo.go
  servers="$servers go"
fi
ticks=$(getconf CLK_TCK)

# measure SERVER CONNECTIONS: a line of figures.
measure() {
  mkfifo "$scratch/port"
  GOMAXPROCS=1 taskset -c 0 "$scratch/$1" 0 >"$scratch/port" &
  server=$!
  read -r port <"$scratch/port"
  rm "$scratch/port"
  timeout 30 taskset -c 1 "$scratch/load" "$port" "$2" "$seconds" >"$scratch/out" || echo "$1 failed with $2 connections" >&2
  cpu=$(awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$server/stat")
  kill "$server"
  wait "$server" 2>/dev/null || true
  server=
  awk -v name="$1" -v n="$2" -v seconds="$(awk "BEGIN { print $cpu / $ticks }")" '
    /req\/s/ { rate = $2 }
    /answers/ { printf "%s %s %s %.3f ", n, name, rate, seconds * 1e6 / substr($2, 9) }
    /latency/ { sub(/^# latency us: /, ""); print }' "$scratch/out" >>"$scratch/figures"
}

printf 'connections\tserver\treq/s\tof the bare loop\tCPU us a request\tof the bare loop\tin the run of the median\n'
for n in $sizes; do
  for _ in $(seq "$rounds"); do
    for s in $servers; do measure "$s" "$n"; done
  done
  bare=
  bare_cpu=
  for s in $servers; do
    # figure COLUMN: the median of this server at this size.
    figure() {
      awk -v n="$n" -v s="$s" '$1 == n && $2 == s' "$scratch/figures" | sort -k"$1"n |
        awk -v column="$1" '{ lines[NR] = $column } END { print lines[int((NR + 1) / 2)] }'
    }
    rate=$(figure 3)
    cpu=$(figure 4)
    : "${bare:=$rate}" "${bare_cpu:=$cpu}"
    awk "BEGIN { printf \"%s\\t%s\\t%s\\t%.3f\\t%s\\t%.3f\\t\", $n, \"$s\", $rate, $rate / $bare, $cpu, $bare_cpu / $cpu }"
    awk -v n="$n" -v s="$s" -v rate="$rate" '$1 == n && $2 == s && $3 == rate { $1 = $2 = $3 = $4 = ""; print substr($0, 5); exit }' "$scratch/figures"
  done
done
