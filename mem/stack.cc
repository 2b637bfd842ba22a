// mem/stack.cc - see stack.h.
//
// Layer: mem.
#include "mem/stack.h"

#include <iterator>
#include <utility>

#include "base/assert.h"
#include "base/atomic.h"
#include "base/bits.h"
#include "kernel_iface/mman.h"
#include "kernel_iface/mutex.h"
#include "mem/layout.h"
#include "mem/persistentalloc.h"
#include "mem/stack_guard.h"
#include "mem/sysmem.h"

namespace rt {
namespace {

// Slabs double up to the last size, so that a million stacks of 256 KiB lie in 41 mappings.
constexpr usize kFirstSlabBytes = usize{32} << 20;
constexpr usize kMaxSlabBytes = usize{8} << 30;

// What the boot and a few goroutines need lies in .bss (link.ld): a mapping of its own and the page
// tables below it would cost 8 us of every start. It is carved at once, so that one call of the kernel
// guards all the stacks of a small program. Only main's is large enough to get a huge page, deep down.
struct Carving {
  u8 order;
  u8 count;
};
constexpr Carving kFirstCarvings[] = {
    {kStackOrderMain, 1}, {kStackOrderDefault, 2}, {kStackOrderG0, 1}, {kStackOrderSignal, 2}};

constexpr usize first_carving_bytes() {
  usize bytes = 0;
  for (const Carving& c : kFirstCarvings) bytes += stack_block_bytes(c.order) * c.count;
  return bytes;
}

RT_STACKS_BSS constinit char first_slab[first_carving_bytes() + kMaxPhysPage]{};

// How many blocks are carved when an order has none: 8, later as many as there are, up to 128. The guard
// of a fresh block costs 0.5 us and, each 2 MiB, a page table.
constexpr usize kMinCarve = 8;
constexpr usize kMaxCarve = 128;

// Free stacks that keep their pages, for each order: at most that many, that much address space.
constexpr usize kMaxWarm = 64;
constexpr usize kMaxWarmBytes = usize{16} << 20;

constexpr usize max_warm(u8 order) {
  const usize by_bytes = kMaxWarmBytes / stack_block_bytes(order);
  return by_bytes < kMaxWarm ? by_bytes : kMaxWarm;
}

// AddressStack is a stack of addresses, in chunks off the heap. Room is made when blocks are carved,
// so putting one back cannot fail.
class AddressStack {
 public:
  // reserve makes room for count addresses in all; false when memory is out.
  bool reserve(usize count) {
    while (capacity_ < count) {
      auto* chunk = static_cast<Chunk*>(persistentalloc_try(sizeof(Chunk), alignof(Chunk)));
      if (chunk == nullptr) return false;
      move(chunk, &spare_);
      capacity_ += kPerChunk;
    }
    return true;
  }
  void push(uptr address) {
    if (size_ % kPerChunk == 0) move(pop_chunk(&spare_), &top_);
    top_->addresses[size_++ % kPerChunk] = address;
  }
  uptr pop() {
    const uptr address = top_->addresses[--size_ % kPerChunk];
    if (size_ % kPerChunk == 0) move(pop_chunk(&top_), &spare_);
    return address;
  }
  usize size() const { return size_; }

 private:
  static constexpr usize kPerChunk = 31;
  struct Chunk {
    Chunk* below;
    uptr addresses[kPerChunk];
  };
  static Chunk* pop_chunk(Chunk** from) {
    Chunk* chunk = *from;
    *from = chunk->below;
    return chunk;
  }
  static void move(Chunk* chunk, Chunk** to) {
    chunk->below = *to;
    *to = chunk;
  }

  Chunk* top_ = nullptr;    // the one that is being filled, above full ones
  Chunk* spare_ = nullptr;  // empty ones
  usize size_ = 0;
  usize capacity_ = 0;
};

// Free blocks of one order, by the address where they end.
struct OrderPool {
  AddressStack warm;  // keep their pages
  AddressStack cold;  // hold no memory: fresh, or given back
  usize carved = 0;   // blocks of this order that exist
};

// A stack beyond the orders.
struct LargeStack {
  Stack stack;
  bool in_use;
  LargeStack* next;
};

// All fields are guarded by lock; the figures are also read without it.
struct StackPool {
  kernel::Mutex lock{LockRank::stack_pool};
  usize guard_bytes = 0;  // kStackGuardBytes, or the kernel's page if that is larger
  uptr slab_at = 0;       // what is left of the present slab: [slab_at, slab_end)
  uptr slab_end = 0;
  usize next_slab_bytes = 0;
  bool began = false;     // the first stacks were carved, or did not fit
  LargeStack* large = nullptr;
  OrderPool orders[kStackOrders];
  Atomic<usize> in_use_bytes;
  Atomic<usize> mapped_bytes;
  Atomic<usize> slabs;
};

RT_HOT_BSS constinit StackPool pool;

void add(Atomic<usize>& figure, usize n) { figure.store_relaxed(figure.load_relaxed() + n); }

// map_counted takes a mapping for stacks; 0 when there is none.
uptr map_counted(usize bytes) {
  const uptr at = sys_alloc(bytes, kernel::kMapNoreserve | kernel::kMapStack).value_or(0);
  if (at == 0) return 0;
  add(pool.mapped_bytes, bytes);
  add(pool.slabs, 1);
  return at;
}

// new_slab makes room for at least one block of block_bytes; what is left of the present slab is given
// up. A refused size is halved until just the block is asked for.
bool new_slab(usize block_bytes) {
  usize bytes = pool.next_slab_bytes > block_bytes ? pool.next_slab_bytes : block_bytes;
  uptr at = map_counted(bytes);
  while (at == 0 && bytes > block_bytes) {
    bytes = bytes / 2 > block_bytes ? align_down(bytes / 2, kMaxPhysPage) : block_bytes;
    at = map_counted(bytes);
  }
  if (at == 0) return false;
  pool.slab_at = at;
  pool.slab_end = at + bytes;
  pool.next_slab_bytes *= 2;
  if (pool.next_slab_bytes > kMaxSlabBytes) pool.next_slab_bytes = kMaxSlabBytes;
  return true;
}

// make_room lets an order have count blocks more. The warm list gets its room as it grows.
bool make_room(u8 order, usize count) {
  OrderPool& o = pool.orders[order];
  return o.cold.reserve(o.carved + count);
}

void adopt(u8 order, const StackRange& range) {
  OrderPool& o = pool.orders[order];
  // The lowest address comes out first.
  for (usize i = range.count; i > 0; i--) o.cold.push(range.lo + i * range.block_bytes);
  o.carved += range.count;
}

// carve_first makes stacks of first_slab.
bool carve_first() {
  StackRange ranges[std::size(kFirstCarvings)];
  uptr at = align_up(reinterpret_cast<uptr>(first_slab), pool.guard_bytes);
  for (usize i = 0; i < std::size(kFirstCarvings); i++) {
    const auto [order, count] = kFirstCarvings[i];
    ranges[i] = {at, stack_block_bytes(order), count};
    at += stack_block_bytes(order) * count;
    if (!make_room(order, count)) return false;
  }
  if (stack_guards_install(ranges, pool.guard_bytes) != Errno::ok) return false;
  add(pool.mapped_bytes, first_carving_bytes());
  add(pool.slabs, 1);
  for (usize i = 0; i < std::size(kFirstCarvings); i++) adopt(kFirstCarvings[i].order, ranges[i]);
  return true;
}

// carve makes at least one fresh block of an order; what the present slab cannot hold is left for
// the next time. False when memory is out. Nothing is taken from the slab before its guards stand.
bool carve(u8 order, usize wanted) {
  const usize block_bytes = stack_block_bytes(order);
  if (!std::exchange(pool.began, true) && carve_first() && pool.orders[order].cold.size() != 0) return true;
  if (pool.slab_end - pool.slab_at < block_bytes && !new_slab(block_bytes)) return false;
  usize count = pool.orders[order].carved < kMaxCarve ? pool.orders[order].carved : kMaxCarve;
  if (count < kMinCarve) count = kMinCarve;
  if (count < wanted) count = wanted;
  if (stack_block_bytes(order) > kMaxWarmBytes / 8) count = 1;
  const usize fitting = (pool.slab_end - pool.slab_at) / block_bytes;
  if (count > fitting) count = fitting;
  if (!make_room(order, count)) return false;
  const StackRange range{pool.slab_at, block_bytes, count};
  if (stack_guards_install({&range, 1}, pool.guard_bytes) != Errno::ok) return false;
  pool.slab_at += block_bytes * count;
  adopt(order, range);
  return true;
}

StackBlock block_ending_at(uptr hi, u8 order) {
  return {{hi - stack_block_bytes(order) + pool.guard_bytes, hi}, order};
}

// find_large is a free large stack that fits and is not more than twice as large, or null.
LargeStack* find_large(usize usable_bytes) {
  for (LargeStack* l = pool.large; l != nullptr; l = l->next) {
    const usize has = l->stack.hi - l->stack.lo;
    if (!l->in_use && has >= usable_bytes && has / 2 <= usable_bytes) return l;
  }
  return nullptr;
}

// map_large makes one. When the guard is refused the mapping is given back.
LargeStack* map_large(usize usable_bytes) {
  auto* l = static_cast<LargeStack*>(persistentalloc_try(sizeof(LargeStack), alignof(LargeStack)));
  if (l == nullptr) return nullptr;
  const usize bytes = align_up(usable_bytes + pool.guard_bytes, kMaxPhysPage);
  const uptr at = map_counted(bytes);
  if (at == 0) return nullptr;
  const StackRange range{at, bytes, 1};
  if (stack_guards_install({&range, 1}, pool.guard_bytes) != Errno::ok) {
    sys_free(at, bytes);
    add(pool.mapped_bytes, 0 - bytes);
    add(pool.slabs, 0 - usize{1});
    return nullptr;
  }
  *l = {{at + pool.guard_bytes, at + bytes}, false, pool.large};
  pool.large = l;
  return l;
}

Result<StackBlock> alloc_large(usize usable_bytes) {
  if (usable_bytes > kHeapMaxBytes) return Errno::enomem;
  kernel::MutexGuard guard(pool.lock);
  LargeStack* l = find_large(usable_bytes);
  if (l == nullptr) l = map_large(usable_bytes);
  if (l == nullptr) return Errno::enomem;
  l->in_use = true;
  add(pool.in_use_bytes, l->stack.hi - l->stack.lo);
  return StackBlock{l->stack, kStackOrderLarge};
}

void free_large(const Stack& stack) {
  // Locked pages stay: the next owner finds old contents, which it must expect anyway.
  static_cast<void>(sys_unused(stack.lo, stack.hi - stack.lo));
  kernel::MutexGuard guard(pool.lock);
  for (LargeStack* l = pool.large; l != nullptr; l = l->next) {
    if (l->stack.lo != stack.lo) continue;
    l->in_use = false;
    add(pool.in_use_bytes, 0 - (stack.hi - stack.lo));
    return;
  }
  rt_throw("stack_free: not a large stack");
}

}  // namespace

u8 stack_order_for(usize usable_bytes) {
  for (u8 order = 0; order < kStackOrders; order++) {
    if (usable_bytes <= stack_block_bytes(order) - pool.guard_bytes) return order;
  }
  return kStackOrderLarge;
}

void stackinit(usize phys_page_bytes) {
  pool.guard_bytes = phys_page_bytes > kStackGuardBytes ? phys_page_bytes : kStackGuardBytes;
  pool.next_slab_bytes = kFirstSlabBytes;
}

usize stack_alloc_batch(u8 order, std::span<StackBlock> out) {
  RT_ASSERT(order < kStackOrders && pool.guard_bytes != 0);
  kernel::MutexGuard guard(pool.lock);
  OrderPool& o = pool.orders[order];
  usize count = 0;
  while (count < out.size()) {
    if (o.warm.size() == 0 && o.cold.size() == 0 && !carve(order, out.size() - count)) break;
    AddressStack& from = o.warm.size() != 0 ? o.warm : o.cold;
    out[count++] = block_ending_at(from.pop(), order);
  }
  add(pool.in_use_bytes, count * stack_block_bytes(order));
  return count;
}

Result<StackBlock> stack_alloc(usize usable_bytes) {
  const u8 order = stack_order_for(usable_bytes);
  if (order == kStackOrderLarge) return alloc_large(usable_bytes);
  StackBlock block;
  if (stack_alloc_batch(order, {&block, 1}) == 0) return Errno::enomem;
  return block;
}

void stack_free(const StackBlock& block) {
  if (block.order == kStackOrderLarge) return free_large(block.stack);
  OrderPool& o = pool.orders[block.order];
  {
    kernel::MutexGuard guard(pool.lock);
    add(pool.in_use_bytes, 0 - stack_block_bytes(block.order));
    if (o.warm.size() < max_warm(block.order) && o.warm.reserve(o.warm.size() + 1)) {
      o.warm.push(block.stack.hi);
      return;
    }
  }
  // Without the lock: nobody else knows the block. Locked pages stay, which harms nobody.
  static_cast<void>(sys_unused(block.stack.lo, block.stack.hi - block.stack.lo));
  kernel::MutexGuard guard(pool.lock);
  o.cold.push(block.stack.hi);
}

// give_back gives the pages of at most kAdviceBatch stacks to the kernel. Locked pages stay, which harms nobody.
static constexpr usize kAdviceBatch = 64;

static void give_back(std::span<const StackBlock> blocks) {
  kernel::Iovec ranges[kAdviceBatch]{};
  usize bytes = 0;
  for (usize i = 0; i < blocks.size(); i++) {
    const Stack& s = blocks[i].stack;
    ranges[i] = {s.lo, s.hi - s.lo};
    bytes += s.hi - s.lo;
  }
  const Result<usize> done =
      kernel::process_madvise(kernel::kPidfdSelfThreadGroup, ranges, blocks.size(), kernel::kMadvDontneed);
  if (done.ok() && done.value() == bytes) return;
  // A kernel before 6.14, or one that stopped at a locked page.
  for (const StackBlock& b : blocks) static_cast<void>(sys_unused(b.stack.lo, b.stack.hi - b.stack.lo));
}

void stack_free_cold(std::span<const StackBlock> blocks) {
  // Without the lock: nobody else knows the blocks.
  for (usize at = 0; at < blocks.size(); at += kAdviceBatch) {
    give_back(blocks.subspan(at, blocks.size() - at < kAdviceBatch ? blocks.size() - at : kAdviceBatch));
  }
  kernel::MutexGuard guard(pool.lock);
  for (const StackBlock& b : blocks) {
    pool.orders[b.order].cold.push(b.stack.hi);
    add(pool.in_use_bytes, 0 - stack_block_bytes(b.order));
  }
}

bool stack_guard_hit(uptr addr, const Stack& stack) {
  return addr < stack.lo && stack.lo - addr <= pool.guard_bytes;
}

StackStats stack_stats() {
  return {pool.in_use_bytes.load_relaxed(), pool.mapped_bytes.load_relaxed(), pool.slabs.load_relaxed()};
}

}  // namespace rt
