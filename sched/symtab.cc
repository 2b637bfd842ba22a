// sched/symtab.cc - the symbolizer, out of the file into memory.
//
// Layer: sched.
#include "sched/symtab.h"

#include "base/atomic.h"
#include "base/attributes.h"
#include "kernel_iface/elf.h"
#include "kernel_iface/file.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/print.h"
#include "sched/g.h"
#include "tls_arch.h"

// From link.ld.
extern "C" {
extern const char rt_image_begin[], rt_text_all_begin[], rt_text_all_end[], rt_text_begin[], rt_text_end[];
}

namespace rt {

using kernel::ElfEhdr;
using kernel::ElfShdr;

static uptr address(const char* p) { return reinterpret_cast<uptr>(p); }

bool is_text(uptr pc) { return pc - address(rt_text_all_begin) < address(rt_text_all_end) - address(rt_text_all_begin); }

static const ElfEhdr* header() { return reinterpret_cast<const ElfEhdr*>(rt_image_begin); }
static uptr bias() { return header()->type == kernel::kElfTypeDyn ? address(rt_image_begin) : 0; }

uptr image_offset(uptr pc) { return pc - bias(); }

// code is null before the first request. Two threads may map the file at once: either mapping serves.
static constinit Atomic<PrintFrames*> code;  // store_release in open_file pairs with load_acquire
static constinit const u8* file;
static constinit usize file_bytes;

static uptr nothing(const FramesRequest*) { return kNoSymbols; }

// find_code finds the symbolizer by how it begins.
static PrintFrames* find_code(uptr mapped) {
  const u64 end = header()->shoff;
  const auto* s = reinterpret_cast<const ElfShdr*>(mapped + end);
  for (u32 i = header()->shnum; i != 0; i--, s++) {
    if (s->offset % kSymbolizerAlign != 0 || s->offset >= end - sizeof(SymbolizerHeader)) continue;
    const auto* found = reinterpret_cast<const SymbolizerHeader*>(mapped + s->offset);
    if (found->magic == kSymbolizerMagic) return reinterpret_cast<PrintFrames*>(mapped + s->offset + found->entry);
  }
  return nothing;
}

// open_file maps the file that the process was started from, up to the end of its section headers, which is all that
// matters; executable as a whole, because where in it the symbolizer lies is known only when it can be read.
static PrintFrames* open_file() {
  PrintFrames* found = nothing;
  const ElfEhdr* eh = header();
  const usize bytes = static_cast<usize>(eh->shoff) + eh->shnum * sizeof(ElfShdr);
  const Result<i32> fd = kernel::open("/proc/self/exe", kernel::kOpenRdonly | kernel::kOpenCloexec);
  if (fd.ok() && eh->shoff != 0) {
    const Result<uptr> map = kernel::mmap(0, bytes, kernel::kProtRead | kernel::kProtExec, kernel::kMapPrivate, fd.value(), 0);
    // The same header: it is what was loaded.
    if (map.ok() && reinterpret_cast<const ElfEhdr*>(map.value())->shoff == eh->shoff) {
      file = reinterpret_cast<const u8*>(map.value());
      file_bytes = bytes;
      found = find_code(map.value());
    }
    (void)kernel::close(fd.value());
  }
  code.store_release(found);
  return found;
}

// write_text appends to a message; without one it writes at once.
static void write_text(void* to, const char* text, usize bytes) {
  if (to == nullptr) kernel::write_all(2, text, bytes);
  else static_cast<kernel::Print*>(to)->str({text, bytes});
}

// A goroutine that prints its stack may have asked for a small one.
static bool roomy() { return reinterpret_cast<uptr>(__builtin_frame_address(0)) - getg()->stack.lo > kSymbolizerStackBytes; }

uptr print_with_symbols(FramesRequest* r) {
  [[gnu::section(".bss.rt0_cold.symbols")]] static constinit SymbolCache cache{};
  static constinit Atomic<u32> cache_used;  // the exchange and the store below pair
  if (!roomy()) return kNoSymbols;
  PrintFrames* print = code.load_acquire();
  if (print == nullptr) print = open_file();
  r->file = file;
  r->file_bytes = file_bytes;
  r->bias = bias();
  r->text_begin = address(rt_text_all_begin);
  r->text_end = address(rt_text_all_end);
  r->runtime_begin = address(rt_text_begin);
  r->runtime_end = address(rt_text_end);
  r->write = write_text;
  // Of two that print at once, the second does without the cache.
  const bool own = cache_used.exchange_acquire(1) == 0;
  r->cache = own ? &cache : nullptr;
  const uptr end = print(r);
  if (own) cache_used.store_release(0);
  return end;
}

RT_COLD bool print_function_name(uptr pc, kernel::Print& out) {
  FramesRequest r;
  r.flags = kNameOnly;
  r.pc = pc;
  r.to = &out;
  return print_with_symbols(&r) != kNoSymbols;
}

}  // namespace rt
