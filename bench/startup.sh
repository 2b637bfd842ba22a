#!/bin/sh
# bench/startup.sh - size, system calls and start-up of hello, beside the smallest peers, in one run.
#
# startup.sh [BUILD [ROUNDS]]. Peers: a program in assembly that only exits, and musl's static hello. All are static
# and stripped. System calls are counted by strace -f -c, which leaves
# out exit. Needs musl-tools and strace. Layer: bench.
set -eu
build=${1:-build}
rounds=${2:-400}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

cc -O2 -Wall -Wextra -o "$scratch/spawn_to_reap" bench/spawn_to_reap.c

strip -o "$scratch/rt0" "$build/examples/hello"
cat >"$scratch/hello.c" <<'END'
#include <stdio.h>
int main(void) { puts("hello, world"); return 0; }
END
musl-gcc -O2 -static -s -o "$scratch/musl" "$scratch/hello.c"
cat >"$scratch/exit.S" <<'END'
        .globl _start
_start: xorl %edi, %edi
        movl $60, %eax
        syscall
        .section .note.GNU-stack, "", @progbits
END
cc -nostdlib -static -s -o "$scratch/exit" "$scratch/exit.S"

printf 'program\tmedian us\tp10 us\tbytes\tsystem calls at 1 P\n'
"$scratch/spawn_to_reap" "$rounds" "$scratch/exit" "$scratch/musl" "$scratch/rt0" >"$scratch/times"
while read -r name median p10; do
  GOMAXPROCS=1 strace -f -c -o "$scratch/trace" "$scratch/$name" >/dev/null
  calls=$(awk '$NF == "total" { print $4 }' "$scratch/trace")
  printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$median" "$p10" "$(stat -c %s "$scratch/$name")" "$calls"
done <"$scratch/times"
awk '$1 == "musl" { musl = $2 } $1 == "rt0" { printf "rt0 takes %.2f times as long as musl\n", $2 / musl }' "$scratch/times"
