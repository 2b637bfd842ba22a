#!/bin/sh
# tests/gdb_test.sh - tools/rt0-gdb.py, as gdb finds it in a program: a live process and a core file.
#
# gdb_test.sh BUILD. Both compilers, at -O0 and -O2. Each check is a line that gdb has to print. Layer: tests.
set -u
build=$(cd "$1" && pwd)
tree=$PWD
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
checks=0
cd "$scratch" || exit 1

fail() {
  printf 'gdb: FAILED with %s: %s\n' "$what" "$1"
  sed 's/^/    /' out
  exit 1
}
# says REGEX: the last gdb printed a line that matches.
says() {
  checks=$((checks + 1))
  grep -qE -- "$1" out || fail "no line matches: $1"
}
says_not() {
  checks=$((checks + 1))
  ! grep -qE -- "$1" out || fail "a line matches: $1"
}
# debugs WORDS...: gdb with the commands of standard input; the script may be loaded.
debugs() {
  { echo 'set confirm off'; echo 'set pagination off'; cat; } >commands
  timeout 60 gdb -nx --batch -iex "add-auto-load-safe-path $scratch" -x commands "$@" >out 2>&1
}

cat >program.cc <<'END'
#include <rt0/rt0.h>
namespace app {
struct point {
  int x, y;
};
rt0::chan<int> numbers = rt0::make_chan<int>(4), none;
rt0::chan<rt0::chan<point>> handles = rt0::make_chan<rt0::chan<point>>(2);
rt0::chan<point> points = rt0::make_chan<point>();
[[gnu::noinline]] void waits(int depth) {
  int marker = 40 + depth;
  asm volatile("" : "+m"(marker));
  if (depth == 0) (void)points.recv();
  else waits(depth - 1);
  asm volatile("" : "+m"(marker));
}
[[gnu::noinline]] void stop_here(rt0::chan<int> c) {
  if (c.len() == 4) rt0::panic("dumps core");
}
}  // namespace app

int main() {
  for (int i = 6; i < 9; i++) app::numbers.send(i);
  (void)app::numbers.recv();
  app::numbers.send(9);
  app::numbers.send(10);
  app::handles.send(app::points);
  app::handles.send({});
  app::handles.close();
  rt0::go([] {
    app::waits(2);
    asm volatile("");
  });
  rt0::go(rt0::go_options{0, "sleeper"}, [] {
    rt0::sleep(std::chrono::seconds(100));
    asm volatile("");
  });
  rt0::sleep(std::chrono::milliseconds(50));
  app::stop_here(app::numbers);
}
END

# looks: what is the same in a process and in its core.
cat >looks <<'END'
info goroutines
echo -- bt\n
goroutine 4 bt
echo -- locals\n
goroutine 4 up 3
echo -- main\n
goroutine 1 bt
echo -- all\n
goroutine all bt 2
echo -- values\n
print app::numbers
print app::handles
print app::none
print app::points
print *rt::allp.table_.v_[0]
print *rt::allm.v_
print *rt::allgs.head
print/r app::none
goroutine 99 bt
END

sees() {
  says '^\* 1 \[running\]  app::stop_here at .*program\.cc:17$'
  says '^  4 \[chan receive\]  app::waits at .*program\.cc:1[0-5]$'
  says '^  5 "sleeper" \[sleep\]  '
  says '^  2 "bgsweep" \[GC sweep wait\]  '
  sed -n '/^-- bt/,/^-- locals/p' out >part && mv out whole && mv part out
  says '^#0 .*rt::'
  says '^#[1-9] .* app::waits \(depth=(depth@entry=)?(0|<optimized out>)\) at program\.cc'
  says '^#[1-9] .* app::waits \(depth=(depth@entry=)?(1|<optimized out>)\) at program\.cc'
  says '^#[1-9][0-9]* .*rt0::detail::closure<.*run'
  says_not 'stop_here|rt_switch|corrupt|\?\?'
  mv whole out
  sed -n '/^-- main/,/^-- all/p' out >part && mv out whole && mv part out
  says '^#[0-9] .*app::stop_here'
  says '^#[0-9] .* main '
  mv whole out
  says '^goroutine 5 \[sleep\]:$'
  says '= chan 4/4 = \{\[0\] = 7, \[1\] = 8, \[2\] = 9, \[3\] = 10\}$'
  says '= chan 2/2 closed = \{\[0\] = chan 0/0 = \{receivers = \[4\]\}, \[1\] = nil chan\}$'
  says '= nil chan$'
  says '= chan 0/0 = \{receivers = \[4\]\}$'
  says '= P 0 \[(running|idle)\] = \{m = .*runq = \[.*\], timers = [0-9]+\}$'
  says '= M [0-9]+ = \{p = .*curg = .*lockedg = nil, tid = [1-9][0-9]*, spinning = (true|false)\}$'
  says '= G [0-9]+ \[.*\] = \{m = .*stack = \[0x[0-9a-f]+, 0x[0-9a-f]+\)'
  says 'no goroutine 99$'
}

for compiler in g++ clang++; do
  for flags in -O0 -O2 '-O2 -no-pie'; do
    what="$compiler $flags"
    # shellcheck disable=SC2086  # words
    RT0_CXX=$compiler "$build/bin/rt0-c++" -g $flags program.cc -o program >out 2>&1 || fail 'it does not compile'
    debugs ./program <<END
break rt0::abi::panic
run
source looks
END
    sees
    rm -rf dumps && mkdir dumps
    # shellcheck disable=SC3045  # dash knows -c
    (cd dumps && ulimit -c unlimited && GOTRACEBACK=crash ../program; true) >/dev/null 2>&1
    dump=$(find dumps -type f | head -n 1)
    # Where the kernel gives dumps to a program, there is none to look at.
    if [ -z "$dump" ]; then
      grep -q '^core' /proc/sys/kernel/core_pattern && fail 'no core file'
      continue
    fi
    what="$what, a core"
    mv -f "$dump" core
    debugs ./program core <looks
    sees
  done
done

what='no process'
debugs ./program <<END
info goroutines
END
says 'there is no process and no core file$'
what='a folder that is not safe'
timeout 60 gdb -nx --batch -iex 'set auto-load safe-path /nonexistent' -ex 'info goroutines' ./program >out 2>&1
says 'auto-loading has been declined by your .auto-load safe-path'
says 'Undefined info command: "goroutines"'
what='loaded by hand'
timeout 60 gdb -nx --batch -iex 'set auto-load safe-path /nonexistent' -ex "source $build/lib/rt0/rt0-gdb.py" \
  -ex 'break rt0::abi::panic' -ex run -ex 'info goroutines' ./program >out 2>&1
says '^\* 1 \[running\]'
what='a program that was stripped'
cp program stripped && strip stripped
debugs ./stripped -ex "source $tree/tools/rt0-gdb.py" -ex 'break *0' <<END
info goroutines
END
says 'Undefined info command: "goroutines"'
printf '  gdb: %d checks\n' $checks
