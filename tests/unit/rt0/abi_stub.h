// tests/unit/rt0/abi_stub.h - the part of rt0/abi.h that text and files need, without a scheduler.
//
// One test file includes it once. Nothing parks here: one thread plays all goroutines. The heap is
// the host's, and can be made to refuse. A panic prints its text and aborts, so that a test expects
// SIGABRT. Layer: tests.
#pragma once
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "mem/malloc.h"
#include "rt0/abi.h"

namespace rt0_stub {

inline int syscall_depth = 0;    // entersyscall without exitsyscall
inline int syscalls = 0;         // how often one was entered
inline bool no_memory = false;   // malloc_bytes and realloc_bytes refuse
inline void (*exit_flush)(bool) = nullptr;
inline rt0::abi::defer_node* defers = nullptr;
inline std::vector<std::string_view> arguments, environment;

// For TestSuite(name, .fini = calls_are_paired).
inline void calls_are_paired() {
  if (syscall_depth != 0) std::abort();
}

}  // namespace rt0_stub

namespace rt0::abi {

void entersyscall() {
  rt0_stub::syscall_depth++;
  rt0_stub::syscalls++;
}
void entersyscall_block() { entersyscall(); }
void exitsyscall() { rt0_stub::syscall_depth--; }
void at_exit_flush(void (*flush)(bool)) { rt0_stub::exit_flush = flush; }

void defer_push(defer_node* node) {
  node->next = rt0_stub::defers;
  rt0_stub::defers = node;
}
void defer_pop(defer_node* node) { rt0_stub::defers = node->next; }

void panic(std::string_view what) {
  std::fprintf(stderr, "panic: %.*s\n", static_cast<int>(what.size()), what.data());
  std::abort();
}
void exit(int status) { std::_Exit(status); }
std::span<const std::string_view> args() { return rt0_stub::arguments; }
std::span<const std::string_view> environ() { return rt0_stub::environment; }

// Only one thread: a lock that is held when it is wanted would be waited for for ever.
void mutex_lock_slow(mutex_words*) { panic("deadlock"); }
bool mutex_try_lock(mutex_words*) { return false; }
void mutex_unlock_slow(mutex_words*) {}

}  // namespace rt0::abi

namespace rt {

void* malloc_bytes(usize bytes) { return rt0_stub::no_memory ? nullptr : std::malloc(bytes); }
void* realloc_bytes(void* p, usize bytes) { return rt0_stub::no_memory ? nullptr : std::realloc(p, bytes); }
void free_bytes(void* p) { std::free(p); }

}  // namespace rt
