#!/bin/sh
# bench/table.sh - the rows of bench/sched beside the peers that are installed, each with its ratio.
#
# table.sh [BUILD [ROUNDS [ROW...]]]: 3 rounds of all rows unless said otherwise, some 15 minutes. Peers: Go when there
# is a `go`, Boost.Fiber when its headers are there. Each cell is the median of ROUNDS processes of 3 repetitions (one,
# where a job takes more than 2 s); the programs take turns, so that what else the machine does hits all alike. A ratio
# is the peer's figure over ours: above 1 we are faster. Layer: bench.
set -eu
build=${1:-build}
rounds=${2:-3}
[ $# -lt 2 ] || shift 2
rows=${*:-spawn yield pingpong chan_buffered chan_contended select2 sieve skynet fib_tree timers timer_late mutex syscall syscall_bare idle parked_mem}
out=$build/bench/peers
mkdir -p "$out"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

programs="rt0"
cp "$build/bench/sched" "$scratch/rt0"
if command -v go >/dev/null 2>&1; then
  go build -o "$scratch/go" bench/peers/bench.go
  programs="$programs go"
fi
if "${CXX:-g++}" -std=c++20 -O2 -DNDEBUG -pthread bench/peers/boost_fiber.cpp -o "$scratch/boost" -lboost_fiber -lboost_context 2>"$out/boost.log"; then
  programs="$programs boost"
fi

# workers ROW: the numbers of Ps it is measured with.
workers() {
  case $1 in
    yield | select2 | timer_late | syscall | syscall_bare | parked_mem) echo 1 ;;
    *) echo 1 2 ;;
  esac
}

for row in $rows; do
  for w in $(workers "$row"); do
    for _ in $(seq "$rounds"); do
      for program in $programs; do
        # Status 3: the peer has nothing of the kind. Over a minute, or out of memory: no figure.
        GOMAXPROCS=$w BENCH_REPS=3 timeout 60 "$scratch/$program" "$row" 2>/dev/null |
          awk -v program="$program" -F '\t' 'NF == 3 { print $1 "\t" program "\t" $2 "\t" $3 }' >>"$scratch/figures" || true
      done
    done
  done
done

{
  printf 'row\tunit'
  for program in $programs; do
    [ "$program" = rt0 ] && printf '\trt0' || printf '\t%s\tratio' "$program"
  done
  printf '\n'
  sort -t "$(printf '\t')" -k1,1 -k2,2 -k3,3n "$scratch/figures" | awk -F '\t' -v programs="$programs" '
    { key = $1 SUBSEP $2; value[key, ++count[key]] = $3; unit[$1] = $4 }
    function median(row, program,   key, n) {
      key = row SUBSEP program
      n = count[key]
      return n == 0 ? "" : value[key, int((n + 1) / 2)]
    }
    END {
      n = split(programs, name, " ")
      for (row in unit) {
        ours = median(row, "rt0")
        line = row "\t" unit[row] "\t" ours
        for (i = 2; i <= n; i++) {
          theirs = median(row, name[i])
          # Memory and time alike: less is better. What is below zero or nothing has no ratio.
          ratio = theirs > 0 && ours > 0 ? sprintf("%.2f", theirs / ours) : "-"
          line = line "\t" (theirs == "" ? "-" : theirs) "\t" ratio
        }
        print line
      }
    }' | sort
} | tee "$out/table.tsv" | column -t -s "$(printf '\t')"
