#!/bin/sh
# tests/tools_test.sh - rt0-c++ as its users call it, in the build folder and installed.
#
# tools_test.sh BUILD. Each check is one line; the first that fails ends the test. Layer: tests.
set -u
build=$(cd "$1" && pwd)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
checks=0

# check NAME COMMAND...: the command succeeds.
check() {
  name=$1
  shift
  if ! output=$("$@" 2>&1); then
    printf 'tools: FAILED with %s, %s: %s\n%s\n' "$RT0_CXX" "$rt0" "$name" "$output"
    exit 1
  fi
  checks=$((checks + 1))
}
# prints TEXT COMMAND...: the command succeeds and prints a line that contains the text.
prints() {
  text=$1
  shift
  "$@" 2>&1 | grep -qF -- "$text"
}
# refuses TEXT COMMAND...: the command fails with a message that contains the text.
refuses() {
  text=$1
  shift
  if "$@" >"$scratch/refused" 2>&1; then return 1; fi
  grep -qF -- "$text" "$scratch/refused" || { cat "$scratch/refused"; return 1; }
}
# one_error TEXT COMMAND...: the command fails with one error, which contains the text.
one_error() {
  refuses "$@" && [ "$(grep -c 'error:' "$scratch/refused")" = 1 ] && return
  cat "$scratch/refused"
  return 1
}
# silent COMMAND...: the command succeeds and prints nothing.
silent() {
  "$@" >"$scratch/noise" 2>&1 && [ ! -s "$scratch/noise" ] && return
  head -n 20 "$scratch/noise"
  return 1
}

unset MAKEFLAGS  # of the make that runs this: its job slots are not ours
make -s install PREFIX="$scratch/in stalled" BUILD="$build" >/dev/null || exit 1
mkdir "$scratch/src" && cd "$scratch/src" || exit 1
cat >main.cc <<'END'
#include <rt0/rt0.h>
int answer();
int main() { rt0::println("answer {}", answer()); }
END
echo 'int answer() { return 42; }' >'an swer.cc'
# shellcheck disable=SC2016  # the dollars are assembly
printf '.globl seven\nseven: mov $7, %%eax\n ret\n .section .note.GNU-stack,"",@progbits\n' >seven.S
printf 'extern "C" int seven();\nint main() { return seven(); }\n' >seven_main.cc
echo 'int f() { return 1; }' >nomain.cc
cat >thread_local.cc <<'END'
#include <rt0/rt0.h>
#include <cerrno>
namespace lib {
thread_local int slot[4];
thread_local int counter;
template <class T> [[gnu::noinline]] int* place(T i) { return &slot[i]; }
}
int main(int argc, char**) {
  lib::counter += argc;
  errno = argc;
  *lib::place<int>(argc) += 1;
  rt0::println("{} {} {}", *lib::place<int>(argc), lib::counter, errno);
}
END
printf '#include <mutex>\nstd::mutex m;\nint main() { m.lock(); }\n' >std_mutex.cc
printf '#include <cstdio>\nint main() { printf("x"); }\n' >printf.cc
printf '#include <iostream>\nint main() { std::cout << "x" << std::endl; }\n' >iostream.cc
printf '#include <thread>\nint main() { std::thread([] {}).join(); }\n' >thread.cc
printf '#include <memory>\n#include <sstream>\nint main() { std::ostringstream() << 1; }\n' >sstream.cc
printf '#include <random>\nint main() { return std::random_device()() != 0; }\n' >device.cc
printf '#include <mutex>\nstd::once_flag f;\nint main() { std::call_once(f, [] {}); }\n' >once.cc
printf '#include <stdlib.h>\nint answer_c(void) { int *new = malloc(42); free(new); return 42; }\n' >pure.c
printf 'extern "C" int answer_c();\nint answer() { return answer_c(); }\n' >pure_cxx.cc
echo '-O2 main.cc "an swer.cc" -o from_file' >words.txt
printf '#include <rt0/rt0.h>\nint main() { rt0::panic("x"); }\n' >fails.cc

# tells LINE FLAGS...: the traceback of a program built like that has a line that matches.
tells() {
  line=$1
  shift
  "$rt0" "$@" fails.cc -o fails && ./fails 2>&1 | grep -qE "$line"
}

# users_day COMPILER HOME: everything that one compiler does from one place.
users_day() {
  export RT0_CXX="$1"
  rt0=$2/bin/rt0-c++
  check 'several sources to a program' silent "$rt0" -O2 -Wall -Wextra -Werror main.cc 'an swer.cc' -o a
  check 'it runs' prints 'answer 42' ./a
  check 'static-PIE' prints 'Type: DYN' sh -c "readelf -h a | sed 's/ \+/ /g'"
  check 'no interpreter, no dynamic section' sh -c "! readelf -lW a | grep -E 'INTERP|DYNAMIC'"
  check 'no segment is writable and executable' sh -c "! readelf -lW a | grep -E 'LOAD.*RWE'"
  check 'the stack is not executable' sh -c "readelf -lW a | grep -E 'GNU_STACK.* RW '"
  check '-no-pie' silent "$rt0" -no-pie main.cc 'an swer.cc' -o fixed
  check 'it runs' prints 'answer 42' ./fixed
  check 'it is at a fixed address' prints 'Type: EXEC' sh -c "readelf -h fixed | sed 's/ \+/ /g'"
  check '-c, then linking' silent "$rt0" -c main.cc 'an swer.cc'
  check 'of objects' silent "$rt0" main.o 'an swer.o' -o b
  check 'it runs' prints 'answer 42' ./b
  check 'words of g++ that mean nothing here' silent "$rt0" -static -pthread -lm -lpthread main.o 'an swer.o' -o b
  check 'a response file' silent "$rt0" @words.txt
  check 'it runs' prints 'answer 42' ./from_file
  check 'a program from standard input' sh -c "echo 'int main() { return 3; }' | '$rt0' -x c++ - -o in; ./in; test \$? = 3"
  check 'assembly beside C++' silent "$rt0" -Wall -Werror seven.S seven_main.cc -o seven
  check 'it runs' sh -c './seven; test $? = 7'
  check 'C, then C++' silent "$rt0" -Wall -Werror -std=c11 -x c -c pure.c
  check 'link together' silent "$rt0" pure.o -x c++ main.cc -x none pure_cxx.cc -o mixed
  check 'it runs' prints 'answer 42' ./mixed
  check 'C beside C++' refuses 'compile the C sources first' "$rt0" main.cc pure_cxx.cc -x c pure.c -o mixed
  check 'C++ beside C' refuses 'compile the C sources first' "$rt0" -xc pure.c -x none main.cc pure_cxx.cc -o mixed
  check '-S' prints 'answer' "$rt0" -S 'an swer.cc' -o -
  check '-E' prints 'int answer' "$rt0" -E 'an swer.cc'
  check '-MM' prints 'main.o:' "$rt0" -MM main.cc
  check '-###' prints 'librt0.a' "$rt0" '-###' main.cc
  check 'nothing to tell about a program' silent "$rt0" --check a
  check 'one with addresses of thread_locals' silent "$rt0" -O2 thread_local.cc -o local
  check 'the function is named' refuses 'lib::place<int>(int): holds the thread pointer in a register' "$rt0" --check local
  check 'and what to write' refuses 'an rt0::mutex_guarded' "$rt0" --check local
  check 'thread_local objects are named' prints 'thread_local lib::counter: belongs to the thread' "$rt0" --check local
  check 'errno is named with who uses it' prints 'errno, used by main: belongs' "$rt0" --check local
  check 'a function can be passed over' prints 'thread_local lib::slot:' "$rt0" --check local 'lib::place<int>'
  check 'then it succeeds' sh -c "'$rt0' --check local 'lib::place<int>' >local.txt && ! grep -q pointer local.txt"
  check 'an object too' refuses 'lib::place<int>(int): holds' sh -c "'$rt0' -O2 -c thread_local.cc && '$rt0' --check thread_local.o"
  check 'not without symbols' refuses 'has no symbols' sh -c "strip -o bare local && '$rt0' --check bare"
  check 'not a source' refuses 'not a program' "$rt0" --check main.cc
  check 'another -std=' silent "$rt0" -std=gnu++2b -c main.cc
  check 'link-time optimisation' silent "$rt0" -O2 -flto main.cc 'an swer.cc' -o lto
  check 'it runs' prints 'answer 42' ./lto
  check 'lld' silent "$rt0" -fuse-ld=lld main.o 'an swer.o' -o lld
  check 'it runs' prints 'answer 42' ./lld
  for flags in -O0 -O2 '-O2 -gdwarf-4' '-O2 -fuse-ld=lld' '-no-pie' '-g1 -O1'; do
    # shellcheck disable=SC2086  # words
    check "a traceback has lines ($flags)" tells 'fails\.cc:2 \+0x[0-9a-f]+$' -g $flags
  done
  check 'without -g it has names' tells '^main\(\.\.\.\)$' -O2
  check 'with compressed debug sections too' tells '^main\(\.\.\.\)$' -O2 -g -gz
  check 'stripped, it has addresses' tells '^[[:space:]]0x[0-9a-f]+$' -O2 -s
  check 'and nothing of the symbolizer' sh -c "! readelf -SW fails | grep -F .debug"
  check 'a linked object' silent "$rt0" -r main.o 'an swer.o' -o both.o
  check 'links on' silent "$rt0" both.o -o b
  check 'no main' refuses 'main' "$rt0" nomain.cc
  check 'std::mutex names what to use' refuses 'rt0::mutex' "$rt0" -O2 std_mutex.cc
  check 'printf names what to use' refuses 'rt0::' "$rt0" printf.cc
  check 'iostream names what to use' one_error 'rt0::print' "$rt0" iostream.cc
  check 'thread names what to use' one_error 'rt0::go' "$rt0" thread.cc
  check 'sstream names what to use' one_error 'rt0::format' "$rt0" sstream.cc
  check 'random_device names what to use' one_error 'rt0::random_bytes' "$rt0" -O2 device.cc
  check 'call_once names what to use' one_error 'rt0::call_once' "$rt0" -O2 once.cc
    for header in codecvt condition_variable filesystem fstream future iomanip ios istream locale ostream regex \
      spanstream streambuf strstream syncstream; do
      echo "#include <$header>" >"$header.cc"
      check "<$header> names what to use" one_error "<$header> is not part of rt0: use " "$rt0" -E "$header.cc" -o out
    done
  check '-shared' refuses 'one static file' "$rt0" -shared main.cc
  check 'a sanitiser' refuses 'C library' "$rt0" -fsanitize=address main.cc
  check 'no file' refuses 'no input files' "$rt0"
  check '--version' prints 'rt0-c++ (rt0)' "$rt0" --version
  check '--help' prints 'RT0_CXX' "$rt0" --help
}
users_day g++ "$build"
users_day clang++ "$scratch/in stalled"
check 'from the PATH' env PATH="$scratch/in stalled/bin:$PATH" rt0-c++ -c main.cc
ln -s "$scratch/in stalled/bin/rt0-c++" link
check 'through a symbolic link' ./link -c main.cc
check 'a compiler that is not there' env RT0_CXX=no-such-compiler sh -c '! ./link main.cc'
check 'only what is public is installed' sh -c "! grep -l 'Not a public header' '$scratch/in stalled/include/rt0/'*.h"
printf '  rt0-c++: %d checks\n' $checks
