// rt0/select.cc - the select functions of rt0/abi.h, on sched/select.h.
//
// Layer: rt0.
#include <new>

#include "rt0/abi.h"
#include "sched/select.h"

namespace rt0::abi {

static_assert(sizeof(select_entry) == sizeof(rt::Scase) && alignof(select_entry) == alignof(rt::Scase));
static_assert(offsetof(select_entry, chan) == offsetof(rt::Scase, c));
static_assert(offsetof(select_entry, elem) == offsetof(rt::Scase, elem));
static_assert(offsetof(select_entry, kind) == offsetof(rt::Scase, kind));
static_assert(offsetof(select_entry, received) == offsetof(rt::Scase, received));
static_assert(offsetof(select_entry, order) == offsetof(rt::Scase, poll_order));
static_assert(offsetof(select_entry, waiter) == offsetof(rt::Scase, waiter));
static_assert(static_cast<int>(select_kind::recv) == static_cast<int>(rt::SelectKind::recv) &&
              static_cast<int>(select_kind::send) == static_cast<int>(rt::SelectKind::send));
static_assert(select_none == rt::kSelectNone);

std::size_t select_cases(select_entry* entries, std::size_t n, bool block) {
  return rt::selectgo(reinterpret_cast<rt::Scase*>(entries), n, block);
}

namespace {

// What a select of run-time length needs beside its cases: in the frame when it is small.
struct Scratch {
  static constexpr std::size_t kEntries = 16;
  static constexpr std::size_t kValueBytes = 256;
  static constexpr std::size_t kValueAlign = 64;

  Scratch(std::size_t n, std::size_t bytes, std::size_t align)
      : value_align(align),
        entries(n <= kEntries ? few : new select_entry[n]),
        value(bytes <= kValueBytes && align <= kValueAlign ? small
                                                           : ::operator new(bytes, std::align_val_t(align))) {
  }
  ~Scratch() {
    if (entries != few) delete[] entries;
    if (value != small) ::operator delete(value, std::align_val_t(value_align));
  }

  select_entry few[kEntries];
  alignas(kValueAlign) unsigned char small[kValueBytes];
  std::size_t value_align;
  select_entry* entries;
  void* value;
};

}  // namespace

std::size_t select_runtime(const runtime_case* cases, std::size_t n, bool block) {
  std::size_t bytes = 1;
  std::size_t align = 1;
  for (std::size_t i = 0; i < n; i++) {
    if (cases[i].kind != select_kind::recv) continue;
    if (cases[i].value_bytes > bytes) bytes = cases[i].value_bytes;
    if (cases[i].value_align > align) align = cases[i].value_align;
  }
  Scratch scratch(n, bytes, align);
  for (std::size_t i = 0; i < n; i++) {
    const bool recv = cases[i].kind == select_kind::recv;
    scratch.entries[i].chan = cases[i].chan;
    scratch.entries[i].kind = cases[i].kind;
    scratch.entries[i].elem = recv ? scratch.value : cases[i].object;
  }
  const std::size_t ran = select_cases(scratch.entries, n, block);
  if (ran != select_none && cases[ran].kind == select_kind::recv) {
    cases[ran].store(cases[ran].object, scratch.entries[ran].received ? scratch.value : nullptr);
  }
  return ran;
}

}  // namespace rt0::abi
