#!/bin/sh
# tests/format_errors_test.sh - mistakes in a format string do not compile, and the compiler's message says what is wrong.
#
# tests/format_errors_test.sh BUILD. Each line below is a statement and the words that must be in what g++ and clang++
# print. Layer: tests.
set -u
build=$1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 count=0

while IFS='|' read -r statement words; do
  printf '#include <rt0/fmt.h>\nstruct plain {};\nint main() { %s; }\n' "$statement" >"$work/x.cc"
  for cxx in g++ clang++; do
    count=$((count + 1))
    if RT0_CXX=$cxx "$build/bin/rt0-c++" -fsyntax-only "$work/x.cc" >"$work/messages" 2>&1; then
      echo "$cxx compiles: $statement"
      failed=1
    elif ! grep -qF "$words" "$work/messages"; then
      echo "$cxx does not say '$words': $statement"
      head -5 "$work/messages"
      failed=1
    fi
  done
done <<'END'
rt0::println("{", 1)|a { is never closed
rt0::println("{:5", 1)|a { is never closed
rt0::println("}", 1)|a } that closes nothing
rt0::println("{} {}", 1)|there are more {} than arguments
rt0::println("{2}", 1, 2)|there is no argument with that number
rt0::println("{} {0}", 1)|numbered and unnumbered arguments are mixed
rt0::println("{:d}", "x")|a string takes {:s} only
rt0::println("{:s}", 1)|this type of presentation does not fit the argument
rt0::println("{:+}", "x")|a sign, # and 0 are for numbers
rt0::println("{:.3}", 1)|a precision is for strings
rt0::println("{:{}}", 1, "x")|a width or precision argument must be an integer
rt0::println("{:5q}", "x")|a string takes {:s} only
rt0::println("{}", 1.5)|floating-point text is not there yet
rt0::println("{}", plain{})|specialise rt0::formatter for it
END
echo "format errors: $count tried"
[ $failed = 0 ]
