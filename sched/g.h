// sched/g.h - G, one goroutine, and Sudog, its place in a queue of waiters.
//
// A G lives at the top of its own stack: what a parked goroutine keeps in memory is one
// page. Its memory stays mapped for ever, so a stale G* still points at a G or at zeros
// (status idle). Layer: sched.
#pragma once
#include "base/atomic.h"
#include "base/types.h"
#include "mem/stack.h"

namespace rt0::abi {
struct defer_node;
}

namespace rt {

struct M;
struct P;
struct Hchan;
struct Sudog;

enum class Gstatus : u32 {
  idle,      // never used since its memory was mapped
  runnable,  // on a run queue; not executing
  running,   // executing on m, which holds a P
  syscall,   // in a system call on m; off every run queue
  waiting,   // parked; somebody holds a Sudog or a pointer that will ready it
  dead,      // ended, or fresh from newproc; perhaps on a free list
};

// Why a G waits, in Go's words. The text is wait_reason_text's.
enum class WaitReason : u8 {
  none,
  chan_receive_nil,
  chan_send_nil,
  chan_receive,
  chan_send,
  select,
  select_no_cases,
  sleep,
  sema_acquire,
  sync_mutex_lock,
  sync_rwmutex_rlock,
  sync_rwmutex_lock,
  sync_cond_wait,
  sync_wait_group_wait,
  sync_once,
  io_wait,
  finalizer_wait,
  gc_sweep_wait,
  gc_scavenge_wait,
  panic_wait,
  static_init,
  atomic_wait,
  count,
};

const char* wait_reason_text(WaitReason reason);

struct G {
  // Offsets known to assembly (arch/asm_offsets.h; sched/asm_offsets.cc checks them).
  uptr sched_sp;                  // where to resume: the frame that rt_switch saved; stale while running
  void (*entry)(void*);           // what it runs, with its argument; written once a life, by newproc
  void* closure;
  bool fresh;                     // never ran: sched_sp is the top of an empty stack, entry not yet called
  WaitReason wait_reason;         // meaningful while waiting
  bool system;                    // the runtime's own: left out by num_goroutine and deadlock detection
  bool standard_stack;            // of the default size: the G is recycled together with its stack
  Atomic<Gstatus> status;         // written by whoever moves the G on: its M, or the waker that owns it
  M* m;                           // the M that runs it, or ran it last
  Stack stack;                    // [lo, hi) in bytes; the guard lies below lo, this G at or above hi
  uptr stackguard0, stackguard1;  // as Go's: the lowest address that code may use without a check

  // Each hand-over goes through a lock or a run queue, which orders these fields.
  G* schedlink;                   // next in a run queue, free list or batch, whose owner owns the link
  Sudog* fired;                   // which wait was satisfied; written by the waker before goready
  Atomic<u32> select_done;        // 0 while a select is open; the waker that makes it 1 wins

  // Owned by the goroutine itself.
  u32 locked_ext;                 // nesting of lock_os_thread
  u32 locked_int;                 // the same for the runtime's own use, during init
  M* lockedm;                     // set while locked_ext + locked_int > 0
  rt0::abi::defer_node* defers;   // pending rt0::defer objects, newest first
  uptr syscall_pc, syscall_fp;    // meaningful in status syscall: who called entersyscall, for tracebacks

  // Written once a life, by newproc.
  u64 goid;                       // unique in the process; 0 on every g0 and gsignal
  u64 parent_goid;
  uptr gopc;                      // return address of the call that created it
  const char* name;               // go_options::name, or null

  // sched.allg_lock
  G* allnext;
  G* allprev;
  StackBlock block;               // the memory it lives in
};

// Sudog is a G waiting on one channel, semaphore or condition. It lives in the stack frame
// of the call that parks (stacks never move), so waiting allocates nothing. All its
// fields belong to the lock of the queue that it is on.
struct Sudog {
  G* g;
  Sudog* next;
  Sudog* prev;
  void* elem;         // the T to send from or to receive into; null for a receiver that drops it
  Hchan* c;
  i64 acquire_ns;     // sema: when it began to wait
  u32 ticket;         // sema: set when the lock was handed over; select: the index of the case
  bool is_select;
  bool success;       // woken by a communication, not by close
  Sudog* parent;      // sema: links of the treap and of the list of waiters on one address
  Sudog* waitlink;
  Sudog* waittail;
};

}  // namespace rt
