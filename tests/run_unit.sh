#!/bin/sh
# tests/run_unit.sh - runs unit test binaries, one after the other.
#
# One line for each that passes; all of its output for one that does not. A binary lies in a folder named after
# its sanitiser. Layer: tests.
set -u

# Address space without randomisation: thread sanitiser wants its shadow at fixed places, and what the tests
# map at fixed places must be free.
fixed_layout=
setarch -R true 2>/dev/null && fixed_layout="setarch -R"
# Leaks are judged by the fake kernel's own books; Criterion's runner ends tests with _exit.
export ASAN_OPTIONS=detect_leaks=0:abort_on_error=1:allocator_may_return_null=1
export UBSAN_OPTIONS=print_stacktrace=1
export TSAN_OPTIONS=halt_on_error=1:second_deadlock_stack=1

failed=
for binary do
  if output=$($fixed_layout "$binary" 2>&1); then
    summary=$(printf '%s\n' "$output" | sed -n 's/.*Synthesis: //p' | sed 's/\x1b\[[0-9;]*m//g')
    printf '  %-52s %s\n' "${binary#*/tests/}" "$summary"
  else
    printf '%s\n' "$output"
    failed="$failed $binary"
  fi
done
[ -z "$failed" ] && exit 0
echo "unit tests failed:$failed"
exit 1
