#!/bin/sh
# bench/wc.sh - examples/wc beside GNU wc on one large file in the page cache.
#
# wc.sh [BUILD [MIB]]: 1024 MiB of this tree's own text unless said otherwise. Medians of 5, seconds; 2 Ps.
# Layer: bench.
set -eu
build=${1:-build}
mib=${2:-1024}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cat */*.cc */*.h README.md >"$scratch/some"
while [ "$(stat -c %s "$scratch/some")" -lt $((mib * 1048576)) ]; do
  cat "$scratch/some" "$scratch/some" >"$scratch/twice"
  mv "$scratch/twice" "$scratch/some"
done
head -c $((mib * 1048576)) "$scratch/some" >"$scratch/text"
rm "$scratch/some"

# median COMMAND...: the third of five wall times, in ms.
median() {
  for _ in 1 2 3 4 5; do
    begin=$(date +%s%N)
    "$@" >/dev/null
    echo $((($(date +%s%N) - begin) / 1000000))
  done | sort -n | sed -n 3p
}

printf 'option\tGNU wc ms\trt0 wc ms\ttimes faster\n'
for option in -lwc -l -w -m -L; do
  theirs=$(LC_ALL=C.UTF-8 median wc "$option" "$scratch/text")
  ours=$(LC_ALL=C.UTF-8 GOMAXPROCS=2 median "$build/examples/wc" "$option" "$scratch/text")
  printf '%s\t%s\t%s\t%s\n' "$option" "$theirs" "$ours" "$(awk "BEGIN { printf \"%.1f\", $theirs / $ours }")"
done
