#!/bin/sh
# tests/run_demo.sh - what `make run` shows: wc on real text beside the system's wc, and how hello boots.
#
# run_demo.sh BUILD. Fails when the two differ. Layer: tests.
set -eu
build=$1
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# The tree's own text: what git knows of, or all sources where there is no git.
git ls-files -z -- '*.h' '*.cc' '*.S' '*.md' >"$scratch/files" 2>/dev/null || :
[ -s "$scratch/files" ] || find . -path ./build -prune -o \( -name '*.h' -o -name '*.cc' -o -name '*.md' \) -print0 >"$scratch/files"

echo "\$ $build/examples/wc -lwmcL (this tree's sources)"
for locale in C C.UTF-8; do
  LC_ALL=$locale xargs -0 "$build/examples/wc" -lwmcL <"$scratch/files" >"$scratch/ours"
  LC_ALL=$locale xargs -0 wc -lwmcL <"$scratch/files" >"$scratch/theirs"
  if ! diff "$scratch/theirs" "$scratch/ours"; then
    echo "differs from the system's wc under LC_ALL=$locale" >&2
    exit 1
  fi
done
tail -n 5 "$scratch/ours"
echo "the same as the system's wc, line by line, under LC_ALL=C and C.UTF-8 ($(wc -l <"$scratch/ours") lines)"
echo
echo "\$ GODEBUG=boottrace=1 $build/examples/hello"
GODEBUG=boottrace=1 "$build/examples/hello"
