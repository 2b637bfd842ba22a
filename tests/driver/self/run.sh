#!/bin/sh
# tests/driver/self/run.sh - the driver of the programs passes what holds and fails what does not.
#
# run.sh DRIVER. Each run of passes.cc must pass; each of the others must fail. Layer: tests.
set -u
driver=$1
here=tests/driver/self
list=$(mktemp)
trap 'rm -f "$list"' EXIT

summary() {  # what the driver says about the sources named
  for source do echo "$here/$source $here/child.sh"; done >"$list"
  RT0_PROGRAMS=$list "$driver" 2>&1 | sed -n 's/.*Tested: .*| Passing: \([0-9]*\) | Failing: \([0-9]*\) .*/\1 passed, \2 failed/p'
}
expect() {
  wanted=$1
  shift
  got=$(summary "$@")
  [ "$got" = "$wanted" ] && return
  echo "driver: $*: $got, expected: $wanted"
  exit 1
}
count() { grep -c '^// run:' "$here/$1"; }

# One more passes: that the list names something.
expect "$(($(count passes.cc) + 1)) passed, 0 failed" passes.cc
expect "1 passed, $(($(count fails.cc) + 1)) failed" fails.cc unknown.cc
expect '0 passed, 1 failed'
echo '  driver: passes and fails as it should'
