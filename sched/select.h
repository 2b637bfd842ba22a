// sched/select.h - wait for one of several channel operations.
//
// The cases lie in the caller's memory together with the Sudogs that park on them, so a select
// of any length allocates nothing.
// Layer: sched.
#pragma once
#include "base/types.h"
#include "sched/g.h"
#include "sched/hchan.h"

namespace rt {

enum class SelectKind : u32 { none, recv, send };

// Scase is one case. Its layout is rt0::abi::select_entry's; rt0/select.cc proves it.
struct Scase {
  Hchan* c;    // null: never ready
  void* elem;  // recv: raw memory, or null as chanrecv's; send: the value
  SelectKind kind;
  bool received;  // out: of a recv that ran, whether there is a value in elem
  // At position i of the array, not facts about case i: the i-th case to look at, in random order, and the
  // case with the i-th channel to lock, by address. Cases that can never be ready are in neither.
  u32 poll_order;
  u32 lock_order;
  Sudog waiter;  // while parked
};

inline constexpr usize kSelectNone = ~usize{0};

// selectgo does one of the n cases, chosen at random among those that are ready.
//   block    park until one is ready; else, when none is at one moment, return kSelectNone
//   returns  the index of the case that ran
// Panics when it is a send on a closed channel. On a goroutine, nothing locked.
usize selectgo(Scase* cases, usize n, bool block);

}  // namespace rt
