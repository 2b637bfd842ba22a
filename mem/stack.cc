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

constexpr usize first_count() {
  usize blocks = 0;
  for (const Carving& c : kFirstCarvings) blocks += c.count;
  return blocks;
}
constexpr usize kFirstCount = first_count();

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

// A free block, by the address where it ends. There is one for each block that exists, spare while that is in use, so
// putting a block back cannot fail.
struct FreeBlock {
  FreeBlock* next;
  uptr hi;
};

// Free blocks of one order.
struct OrderPool {
  FreeBlock* warm = nullptr;  // keep their pages
  FreeBlock* cold = nullptr;  // hold no memory: fresh, or given back
  usize warm_count = 0;
  usize carved = 0;           // blocks of this order that exist
};

// All fields are guarded by lock; the figures are also read without it.
struct StackPool {
  kernel::Mutex lock{LockRank::stack_pool};
  usize guard_bytes = 0;  // kStackGuardBytes, or the kernel's page if that is larger
  uptr slab_at = 0;       // what is left of the present slab: [slab_at, slab_end)
  uptr slab_end = 0;
  usize next_slab_bytes = 0;
  bool began = false;     // the first stacks were carved, or did not fit
  FreeBlock* spare = nullptr;
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
  uptr at;
  while ((at = map_counted(bytes)) == 0) {
    if (bytes == block_bytes) return false;
    bytes = bytes / 2 > block_bytes ? align_down(bytes / 2, kMaxPhysPage) : block_bytes;
  }
  pool.slab_at = at;
  pool.slab_end = at + bytes;
  pool.next_slab_bytes *= 2;
  if (pool.next_slab_bytes > kMaxSlabBytes) pool.next_slab_bytes = kMaxSlabBytes;
  return true;
}

void push(FreeBlock** list, uptr hi) {
  FreeBlock* b = pool.spare;
  pool.spare = b->next;
  *b = {*list, hi};
  *list = b;
}

uptr pop(FreeBlock** list) {
  FreeBlock* b = *list;
  *list = b->next;
  b->next = pool.spare;
  pool.spare = b;
  return b->hi;
}

// make_room is for blocks that are about to be made; false when memory is out. Room for blocks that were
// not made then is lost.
bool make_room(usize count) {
  auto* room = static_cast<FreeBlock*>(persistentalloc_try(count * sizeof(FreeBlock), alignof(FreeBlock)));
  if (room == nullptr) return false;
  for (; count > 0; count--, room++) {
    room->next = pool.spare;
    pool.spare = room;
  }
  return true;
}

void adopt(u8 order, const StackRange& range) {
  OrderPool& o = pool.orders[order];
  // The lowest address comes out first.
  for (usize i = range.count; i > 0; i--) push(&o.cold, range.lo + i * range.block_bytes);
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
  }
  if (stack_guards_install(ranges, pool.guard_bytes) != Errno::ok || !make_room(kFirstCount)) return false;
  add(pool.mapped_bytes, first_carving_bytes());
  add(pool.slabs, 1);
  for (usize i = 0; i < std::size(kFirstCarvings); i++) adopt(kFirstCarvings[i].order, ranges[i]);
  return true;
}

// carve makes at least one fresh block of an order; what the present slab cannot hold is left for
// the next time. False when memory is out. Nothing is taken from the slab before its guards stand.
bool carve(u8 order, usize wanted) {
  const usize block_bytes = stack_block_bytes(order);
  if (!std::exchange(pool.began, true) && carve_first() && pool.orders[order].cold != nullptr) return true;
  if (pool.slab_end - pool.slab_at < block_bytes && !new_slab(block_bytes)) return false;
  usize count = pool.orders[order].carved < kMaxCarve ? pool.orders[order].carved : kMaxCarve;
  if (count < kMinCarve) count = kMinCarve;
  if (count < wanted) count = wanted;
  if (stack_block_bytes(order) > kMaxWarmBytes / 8) count = 1;
  const usize fitting = (pool.slab_end - pool.slab_at) / block_bytes;
  if (count > fitting) count = fitting;
  const StackRange range{pool.slab_at, block_bytes, count};
  if (stack_guards_install({&range, 1}, pool.guard_bytes) != Errno::ok || !make_room(count)) return false;
  pool.slab_at += block_bytes * count;
  adopt(order, range);
  return true;
}

StackBlock block_ending_at(uptr hi, u8 order) {
  return {{hi - stack_block_bytes(order) + pool.guard_bytes, hi}, order};
}

}  // namespace

u8 stack_order_for(usize usable_bytes) {
  for (u8 order = 0; order < kStackOrders; order++) {
    if (usable_bytes <= stack_block_bytes(order) - pool.guard_bytes) return order;
  }
  return kStackOrders;
}

void stackinit(usize phys_page_bytes) {
  pool.guard_bytes = phys_page_bytes > kStackGuardBytes ? phys_page_bytes : kStackGuardBytes;
  pool.next_slab_bytes = kFirstSlabBytes;
}

usize stack_alloc_batch(u8 order, std::span<StackBlock> out) {
  RT_DEBUG_ASSERT(order < kStackOrders && pool.guard_bytes != 0);
  kernel::MutexGuard guard(pool.lock);
  OrderPool& o = pool.orders[order];
  usize count = 0;
  while (count < out.size()) {
    FreeBlock** from = &o.cold;
    if (o.warm != nullptr) {
      from = &o.warm;
      o.warm_count--;
    } else if (o.cold == nullptr && !carve(order, out.size() - count)) {
      break;
    }
    out[count++] = block_ending_at(pop(from), order);
  }
  add(pool.in_use_bytes, count * stack_block_bytes(order));
  return count;
}

Result<StackBlock> stack_alloc(usize usable_bytes) {
  const u8 order = stack_order_for(usable_bytes);
  StackBlock block;
  if (order == kStackOrders || stack_alloc_batch(order, {&block, 1}) == 0) return Errno::enomem;
  return block;
}

void stack_free(const StackBlock& block) {
  OrderPool& o = pool.orders[block.order];
  {
    kernel::MutexGuard guard(pool.lock);
    add(pool.in_use_bytes, 0 - stack_block_bytes(block.order));
    if (o.warm_count < max_warm(block.order)) {
      o.warm_count++;
      return push(&o.warm, block.stack.hi);
    }
  }
  // Without the lock: nobody else knows the block. Locked pages stay, which harms nobody.
  static_cast<void>(sys_unused(block.stack.lo, block.stack.hi - block.stack.lo));
  kernel::MutexGuard guard(pool.lock);
  push(&o.cold, block.stack.hi);
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
    push(&pool.orders[b.order].cold, b.stack.hi);
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
