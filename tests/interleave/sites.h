// tests/interleave/sites.h - the places in the code where threads meet, by name, and what can be broken there.
//
// A site is the return address of an atomic operation's call. A mutant breaks one site: it weakens its order to
// relaxed (a fence is left out), takes a read-modify-write apart into a load and a store, or loses a futex's wake. A case
// that goes through with a mutant has not shown that the line is needed. Layer: tests.
#pragma once
#include <initializer_list>
#include <string>

#include "tests/interleave/explore.h"

namespace interleave {

enum class Breakage : u8 { none, weakened, taken_apart, wake_lost };

struct Mutant {
  const void* site;
  Breakage how;
};

// The mutant in force. Order as it is there; broken: whether this site is broken in this way.
int order_at(const void* site, int order);
bool broken(const void* site, Breakage how);
// saw records a site, for mutants_of.
void saw(const void* site, Act act, int order);

// describe is one line of a schedule: what was done where.
std::string describe(const Pending& did, const Seen& seen);
// place is a site's function, file and line, with what it was inlined from.
std::string place(const void* site);

// prove explores c, which must go through, and then the mutants that are named, each in a process of its own: one of
// those that match a name must fail. A name is "relaxed", "apart" or "lost" and, after a colon, a part of the place:
//     prove(c, {"relaxed: fence_seq_cst in wakep", "apart: cas_release in runqget", "lost:"});
// With INTERLEAVE=mutants in the environment all mutants are tried and listed, and how many runs there were.
void prove(const Case& c, std::initializer_list<const char*> mutants);
// disprove: some schedule of c must fail. For cases that are wrong on purpose.
void disprove(const Case& c);

}  // namespace interleave
