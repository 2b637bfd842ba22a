// tests/programs/boot_env.cc - what the environment may say wrong: one clear line each, then business as usual.
//
// procs: 2
// run: unknown GODEBUG name
// stdout~ ^procs [0-9]+$
// env: GODEBUG=frobnicate=1
// stderr: rt0: GODEBUG=frobnicate=1: unknown name; ignored
// run: a name without a value, and a bad value
// stdout~ ^procs [0-9]+$
// env: GODEBUG=gctrace,,inittrace=x
// stderr: rt0: GODEBUG=gctrace: not a number; ignored
// stderr: rt0: GODEBUG=inittrace=x: not a number; ignored
// run: a bad value is ignored from the first step on
// stdout~ ^procs [0-9]+$
// env: GODEBUG=boottrace=x
// stderr: rt0: GODEBUG=boottrace=x: not a number; ignored
// run: known names are silent
// stdout~ ^procs [0-9]+$
// env: GODEBUG=gctrace=0,scavtrace=0,schedtrace=0,scheddetail=0,asyncpreemptoff=1,malloccheck=0,hibernate=0,boottrace=0
// run: GOMAXPROCS is a word
// stdout~ ^procs [0-9]+$
// env: GOMAXPROCS=abc
// stderr: rt0: GOMAXPROCS=abc: not a number above 0; ignored
// run: GOMAXPROCS is negative
// stdout~ ^procs [0-9]+$
// env: GOMAXPROCS=-1
// stderr: rt0: GOMAXPROCS=-1: not a number above 0; ignored
// run: GOMAXPROCS is zero
// stdout~ ^procs [0-9]+$
// env: GOMAXPROCS=0
// stderr: rt0: GOMAXPROCS=0: not a number above 0; ignored
// run: GOMAXPROCS is far too large
// env: GOMAXPROCS=99999999
// stdout: procs 1024
// stderr: rt0: GOMAXPROCS=99999999: more than 1024; capped
// run: GOMAXPROCS does not fit a word
// stdout~ ^procs [0-9]+$
// env: GOMAXPROCS=99999999999999999999
// stderr: rt0: GOMAXPROCS=99999999999999999999: not a number above 0; ignored
// run: GOTRACEBACK is unknown
// stdout~ ^procs [0-9]+$
// env: GOTRACEBACK=loud
// stderr: rt0: GOTRACEBACK=loud: not one of none, single, all, system, crash; ignored
// run: GOGC is a word
// stdout~ ^procs [0-9]+$
// env: GOGC=never
// stderr: rt0: GOGC=never: not a number of percent, nor off; ignored
// run: GOGC off, GOMEMLIMIT with a unit
// stdout~ ^procs [0-9]+$
// env: GOGC=off
// env: GOMEMLIMIT=512MiB
// run: GOMEMLIMIT is nonsense
// stdout~ ^procs [0-9]+$
// env: GOMEMLIMIT=12parsec
// stderr: rt0: GOMEMLIMIT=12parsec: not a number of bytes (B, KiB, MiB, GiB, TiB), nor off; ignored
// run: no environment at all
// stdout~ ^procs [0-9]+$
// env: none
// run: no arguments, not even a name
// stdout~ ^procs [0-9]+$
// argv: none
// run: all three descriptors closed
// closed: 0 1 2
// stdout!~ .
// run: a small stack limit
// stdout~ ^procs [0-9]+$
// limit: s 64
// run: no stack limit
// stdout~ ^procs [0-9]+$
// limit: s unlimited
// run: few descriptors
// stdout~ ^procs [0-9]+$
// limit: n 3
#include <rt0/rt0.h>

int main() {
  auto done = rt0::make_chan<int>();
  rt0::go([done] { done.send(1); });
  done.recv();
  rt0::println("procs {}", rt0::gomaxprocs());
}
