#!/bin/sh
# tests/lint/lint.sh - what a compiler does not check: layers, headers of files, symbols of the library.
#
# lint.sh LIBRARY OBJECTS: the archive, and the folder with the objects in it. Run from the root. Prints each
# finding and fails if there is any. Layer: tests.
# shellcheck disable=SC2086  # lists are words here
set -u
lib=$1
objects=$2
findings=0
found() {  # a heading and lines, if there are lines
  [ -n "$2" ] || return 0
  printf 'lint: %s\n%s\n' "$1" "$2"
  findings=$((findings + 1))
}

sources=$(find base arch kernel_iface mem sched rt0 examples bench tests -type f \( -name '*.h' -o -name '*.cc' -o -name '*.S' -o -name '*.c' \) | sort)
room_sources=$(find base arch kernel_iface mem sched rt0 examples bench -type f \( -name '*.h' -o -name '*.cc' -o -name '*.S' \) | sort)

own_names=$(printf '%s\n' $sources | grep -v '^rt0/std/')  # rt0/std is named by the standard library
portable=$(printf '%s\n' $room_sources | grep -v '^arch/')

found 'includes against the layers' "$(awk -f tests/lint/layers.awk $room_sources)"

# Line 1 names the file, and a line near it the layer.
found 'the leading comment names the file, its job and its layer' "$(awk '
  FNR == 1 {
    named = index($0, "// " FILENAME " - ") == 1 || index($0, "/* " FILENAME " - ") == 1
    if (!named) print FILENAME ":1: does not begin with \"// " FILENAME " - \""
    if (FILENAME !~ /^(tests|examples|bench)/) layer[FILENAME] = 0
  }
  FNR <= 60 && (FILENAME in layer) && /Layer: [a-z0-9_]+\./ { layer[FILENAME] = 1 }
  END { for (file in layer) if (!layer[file]) print file ": no line \"Layer: room.\" in its leading comment" }' \
  $own_names link.ld)"

found 'the instruction set is named outside arch/' "$(grep -nE '__(x86_64|amd64|i386|aarch64|riscv|SSE|AVX|BMI)[A-Za-z0-9_]*|\basm( volatile)?[ ]*\(|immintrin|emmintrin' \
  $portable | grep -vE 'asm\("[A-Za-z0-9_]+"\)|asm volatile\("" *:')"

found 'more than 600 lines: perhaps two nouns' "$(wc -l $sources | awk '$2 != "total" && $1 > 600 { print $2 ": " $1 }')"

found 'marks of unfinished work' "$(grep -nE '\b(TODO|FIXME|XXX|HACK)\b|for now|\bplaceholder\b|not implemented' \
  $sources Makefile link.ld tests/*.mk tests/*.sh tools/* 2>/dev/null | grep -vE '^tests/lint/|ENOSYS|enosys')"

# Symbols. Every undefined one must be defined by another object, by link.ld, or be the program's main. Weak ones
# may stay undefined.
defined=$(nm --defined-only --extern-only --format=posix "$lib" 2>/dev/null | awk 'NF > 2 { print $1 }' | sort -u)
script=$(sed -n 's/.*HIDDEN(\([a-zA-Z_0-9]*\) = .*/\1/p' link.ld; echo main; echo _GLOBAL_OFFSET_TABLE_)
wanted=$(nm --undefined-only --extern-only --format=posix "$lib" | awk '$2 == "U" { print $1 }' | sort -u)
found 'undefined in librt0.a' "$(printf '%s\n%s\n' "$defined" "$script" | sort -u | {
  printf '%s\n' "$wanted" >"$objects/wanted.txt"
  comm -13 - "$objects/wanted.txt"
} | while read -r symbol; do
  printf '%s, by:' "$symbol"
  nm --undefined-only --format=posix -A "$lib" | awk -v s="$symbol" '$2 == s { printf " %s", $1 }' |
    sed 's/[^ ]*\[//g; s/\]:*//g'
  printf '\n'
done)"

# Preemption. A goroutine may be stopped wherever the pc is outside of the runtime's text (sched/preempt.h): so the rooms that
# hold locks and Ps refer to no function that may lie there. Those are what link.ld puts in front of rt_text_begin, and
# inline functions of which the linker may keep the program's copy.
preemptible=$(sed -n '/rt_text_all_begin = /,/rt_text_begin = /s/.*librt0.a:\([a-z_0-9]*\.o\)(.*/\1/p' link.ld)
guarded=$(find "$objects/arch" "$objects/kernel_iface" "$objects/mem" "$objects/sched" -name '*.o' ! -path '*/symbolizer/*' | sort)
for name in $preemptible; do
  find "$objects" -name "$name" -exec nm --defined-only --extern-only --format=posix {} + | awk 'NF > 2 { print $1 }'
done | sort -u >"$objects/preemptible.txt"
[ -s "$objects/preemptible.txt" ] || found 'link.ld names no preemptible object' 'between rt_text_all_begin and rt_text_begin'
for name in $preemptible; do guarded=$(printf '%s\n' $guarded | grep -v "/$name\$"); done
found 'a function that may be interrupted is called where the runtime holds locks' "$(nm -A --extern-only --format=posix $guarded |
  awk -v list="$objects/preemptible.txt" '
    BEGIN { while ((getline name < list) > 0) outside[name] = 1 }
    $3 == "W" && $2 !~ /2rt|^rt_/ || $3 == "U" && $2 in outside { print $1, $2 }'
  for object in $guarded; do
    readelf -gW "$object" 2>/dev/null | sed -n 's/^COMDAT group section.*\[\(.*\)\] contains.*/\1/p' | grep -vE '2rt|^rt_' | sed "s|^|$object: group |"
  done)"

# The thread pointer. No function of ours keeps it in a register: the goroutine may go on on another thread.
found 'the thread pointer is held in a register' "$(for file in "$lib" "${lib%/*}"/bench/* "${lib%/*}"/examples/*; do
  case $file in *.d | *'*') ;; *) "${lib%/*}/bin/rt0-c++" --check "$file" || echo "$file: see above" ;; esac
done 2>&1 | grep -v 'right only under rt0::lock_os_thread()$')"

# A call through a PLT is a call of something that was there and weak when it was compiled, and is not linked.
found 'a program has a PLT' "$(for file in "${lib%/*}"/bench/* "${lib%/*}"/examples/*; do
  case $file in *.d | *'*') ;; *) readelf -SW "$file" | grep -q ' \.plt ' && echo "$file" ;; esac
done)"

# Sections. Nothing of the runtime may run before boot says so, unwind, or ask for an executable stack.
find "$objects" -name '*.o' | sort | while read -r object; do
  [ -e "${object%.o}.d" ] || continue
  readelf -SW "$object" | awk -v o="$object" '
    / \.(init_array|ctors|preinit_array|fini_array|dtors)/ { print o ": a global constructor or destructor: " $0 }
    / \.eh_frame/ { print o ": unwind tables" }
    / \.note\.GNU-stack/ { note = 1; if ($0 ~ /X/ && $0 !~ /PROGBITS +0+ [0-9a-f]+ 0+ 00 +0/) print o ": an executable stack" }
    END { if (!note) print o ": no .note.GNU-stack" }'
done >"$objects/sections.txt"
found 'sections that the runtime must not have' "$(cat "$objects/sections.txt")"

if command -v shellcheck >/dev/null; then
  found 'shellcheck' "$(shellcheck -S warning -f gcc tools/rt0-c++.in tests/*.sh tests/lint/*.sh tests/driver/self/*.sh bench/*.sh .ci/run 2>&1 |
    grep -v 'does not exist')"
fi

[ $findings -eq 0 ] && echo 'lint: clean'
exit $((findings > 0))
