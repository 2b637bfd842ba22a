// base/libstdcxx_pmr.cc - the compiled parts of <memory_resource>.
//
// Pools hold blocks of one power-of-two size each, cut from chunks that double; larger requests go
// upstream and are remembered, so that release can return everything. The locked form
// keeps one set of pools under one lock whose waiters park.
// Layer: base.
#include <algorithm>
#include <bit>
#include <memory_resource>
#include <utility>

#include "base/assert.h"
#include "base/immortal.h"
#include "base/word_lock.h"

namespace std::pmr {

memory_resource::~memory_resource() = default;

namespace {

class NewDelete final : public memory_resource {
  void* do_allocate(size_t bytes, size_t align) override { return ::operator new(bytes, align_val_t(align)); }
  void do_deallocate(void* p, size_t, size_t align) override { ::operator delete(p, align_val_t(align)); }
  bool do_is_equal(const memory_resource& other) const noexcept override { return &other == this; }
};

class Null final : public memory_resource {
  void* do_allocate(size_t, size_t) override { __throw_bad_alloc(); }
  void do_deallocate(void*, size_t, size_t) override {}
  bool do_is_equal(const memory_resource& other) const noexcept override { return &other == this; }
};

constinit rt::Atomic<memory_resource*> default_resource;  // null stands for new_delete_resource()

}  // namespace

memory_resource* new_delete_resource() noexcept { return rt::immortal<NewDelete>(); }
memory_resource* null_memory_resource() noexcept { return rt::immortal<Null>(); }

memory_resource* get_default_resource() noexcept {
  memory_resource* r = default_resource.load_acquire();  // pairs with exchange_acq_rel below
  return r != nullptr ? r : new_delete_resource();
}

memory_resource* set_default_resource(memory_resource* r) noexcept {
  memory_resource* former = default_resource.exchange_acq_rel(r);  // pairs with load_acquire above
  return former != nullptr ? former : new_delete_resource();
}

// monotonic_buffer_resource: buffers form a list through a record at the end of each.

class monotonic_buffer_resource::_Chunk {
 public:
  _Chunk* next;
  void* begin;
  size_t bytes;  // the whole buffer, this record included
  size_t align;
};

monotonic_buffer_resource::~monotonic_buffer_resource() { release(); }

void monotonic_buffer_resource::_M_new_buffer(size_t bytes, size_t align) {
  const size_t usable = (max(bytes, _M_next_bufsiz) + alignof(_Chunk) - 1) & ~(alignof(_Chunk) - 1);
  if (usable < bytes) __throw_bad_alloc();
  const size_t total = usable + sizeof(_Chunk);
  const size_t buffer_align = max(align, alignof(_Chunk));
  char* buffer = static_cast<char*>(_M_upstream->allocate(total, buffer_align));
  _M_head = ::new (buffer + usable) _Chunk{_M_head, buffer, total, buffer_align};
  _M_current_buf = buffer;
  _M_avail = usable;
  _M_next_bufsiz = _S_next_bufsize(_M_next_bufsiz);
}

void monotonic_buffer_resource::_M_release_buffers() noexcept {
  for (_Chunk* chunk = _M_head; chunk != nullptr;) {
    const _Chunk c = *chunk;
    _M_upstream->deallocate(c.begin, c.bytes, c.align);
    chunk = c.next;
  }
  _M_head = nullptr;
}

// Pools.

struct __pool_resource::_BigBlock {
  void* p;
  size_t bytes;
  size_t align;
};

// The blocks of one size.
struct __pool_resource::_Pool {
  struct Free {
    Free* next;
  };
  struct Chunk {  // at the end of each chunk
    Chunk* next;
    char* begin;
    size_t bytes;
  };

  Free* free = nullptr;
  char* fresh = nullptr;  // [fresh, fresh_end) was never handed out
  char* fresh_end = nullptr;
  Chunk* chunks = nullptr;
  size_t next_blocks = 16;  // in the next chunk

  void* allocate(size_t block_bytes, size_t max_blocks, memory_resource* upstream) {
    if (free != nullptr) return exchange(free, free->next);
    if (fresh == fresh_end) grow(block_bytes, max_blocks, upstream);
    return exchange(fresh, fresh + block_bytes);
  }
  void deallocate(void* p) { free = ::new (p) Free{free}; }
  void release(size_t block_bytes, memory_resource* upstream) {
    while (chunks != nullptr) {
      const Chunk c = *chunks;
      upstream->deallocate(c.begin, c.bytes, max(block_bytes, alignof(Chunk)));
      chunks = c.next;
    }
    *this = _Pool();
  }

 private:
  void grow(size_t block_bytes, size_t max_blocks, memory_resource* upstream) {
    const size_t blocks = min(next_blocks, max_blocks);
    const size_t usable = blocks * block_bytes;
    const size_t total = usable + sizeof(Chunk);
    char* begin = static_cast<char*>(upstream->allocate(total, max(block_bytes, alignof(Chunk))));
    chunks = ::new (begin + usable) Chunk{chunks, begin, total};
    fresh = begin;
    fresh_end = begin + usable;
    next_blocks = blocks * 2;
  }
};

namespace {

constexpr size_t kSmallestBlock = 8;
constexpr size_t kDefaultLargestBlock = 4096;
constexpr size_t kLimitLargestBlock = size_t(1) << 22;
constexpr size_t kDefaultBlocksPerChunk = size_t(1) << 14;

// The options as they will be: zero means the default, and sizes are powers of two.
pool_options settle(pool_options o) {
  if (o.max_blocks_per_chunk == 0 || o.max_blocks_per_chunk > kDefaultBlocksPerChunk) {
    o.max_blocks_per_chunk = kDefaultBlocksPerChunk;
  }
  if (o.largest_required_pool_block == 0) o.largest_required_pool_block = kDefaultLargestBlock;
  o.largest_required_pool_block =
      bit_ceil(clamp(o.largest_required_pool_block, kSmallestBlock, kLimitLargestBlock));
  return o;
}

int pool_index(size_t bytes) { return bit_width(max(bytes, kSmallestBlock) - 1) - 3; }
size_t pool_block_bytes(int index) { return kSmallestBlock << index; }

}  // namespace

__pool_resource::__pool_resource(const pool_options& o, memory_resource* upstream)
    : _M_opts(settle(o)),
      _M_unpooled(upstream),
      _M_npools(pool_index(_M_opts.largest_required_pool_block) + 1) {}

__pool_resource::~__pool_resource() { release(); }

void* __pool_resource::allocate(size_t bytes, size_t align) {
  _M_unpooled.push_back({nullptr, bytes, align});
  void* p = resource()->allocate(bytes, align);
  _M_unpooled.back().p = p;
  return p;
}

void __pool_resource::deallocate(void* p, size_t bytes, size_t align) {
  for (size_t i = _M_unpooled.size(); i-- != 0;) {  // the newest first: they die young
    if (_M_unpooled[i].p != p) continue;
    _M_unpooled[i] = _M_unpooled.back();
    _M_unpooled.pop_back();
    resource()->deallocate(p, bytes, align);
    return;
  }
  rt::rt_throw("pool resource: deallocate of a block that is not its own");
}

void __pool_resource::release() noexcept {
  for (const _BigBlock& b : _M_unpooled) resource()->deallocate(b.p, b.bytes, b.align);
  decltype(_M_unpooled)(_M_unpooled.get_allocator()).swap(_M_unpooled);  // gives its own memory back too
}

__pool_resource::_Pool* __pool_resource::_M_alloc_pools() {
  const auto count = static_cast<size_t>(_M_npools);
  auto* pools = static_cast<_Pool*>(resource()->allocate(count * sizeof(_Pool), alignof(_Pool)));
  for (size_t i = 0; i < count; i++) ::new (pools + i) _Pool();
  return pools;
}

unsynchronized_pool_resource::unsynchronized_pool_resource(const pool_options& o, memory_resource* upstream)
    : _M_impl(o, upstream) {}

unsynchronized_pool_resource::~unsynchronized_pool_resource() { release(); }

void unsynchronized_pool_resource::release() {
  _M_impl.release();
  if (_M_pools == nullptr) return;
  memory_resource* upstream = upstream_resource();
  const int count = _M_impl._M_npools;
  for (int i = 0; i < count; i++) _M_pools[i].release(pool_block_bytes(i), upstream);
  upstream->deallocate(_M_pools, static_cast<size_t>(count) * sizeof(_Pool), alignof(_Pool));
  _M_pools = nullptr;
}

void* unsynchronized_pool_resource::do_allocate(size_t bytes, size_t align) {
  const size_t block = max(bytes, align);  // blocks are aligned to their size
  if (block > _M_impl._M_opts.largest_required_pool_block) return _M_impl.allocate(bytes, align);
  if (_M_pools == nullptr) _M_pools = _M_impl._M_alloc_pools();
  const int i = pool_index(block);
  return _M_pools[i].allocate(pool_block_bytes(i), _M_impl._M_opts.max_blocks_per_chunk, upstream_resource());
}

void unsynchronized_pool_resource::do_deallocate(void* p, size_t bytes, size_t align) {
  const size_t block = max(bytes, align);
  if (block > _M_impl._M_opts.largest_required_pool_block) {
    _M_impl.deallocate(p, bytes, align);
  } else {
    _M_pools[pool_index(block)].deallocate(p);
  }
}

// The locked form: the same pools behind a lock in the word that the header calls a thread key.

struct synchronized_pool_resource::_TPools {
  explicit _TPools(const pool_options& o, memory_resource* upstream) : pools(o, upstream) {}
  unsynchronized_pool_resource pools;
};

namespace {

rt::Atomic<rt::u32>* lock_word(__gthread_key_t* key) {
  static_assert(sizeof(*key) == sizeof(rt::Atomic<rt::u32>));
  return reinterpret_cast<rt::Atomic<rt::u32>*>(key);
}

}  // namespace

synchronized_pool_resource::synchronized_pool_resource(const pool_options& o, memory_resource* upstream)
    : _M_impl(o, upstream), _M_key(0) {}

synchronized_pool_resource::~synchronized_pool_resource() { release(); }

void synchronized_pool_resource::release() {
  rt::WordGuard guard(lock_word(&_M_key));
  if (_M_tpools == nullptr) return;
  _M_tpools->~_TPools();
  upstream_resource()->deallocate(_M_tpools, sizeof(_TPools), alignof(_TPools));
  _M_tpools = nullptr;
}

void* synchronized_pool_resource::do_allocate(size_t bytes, size_t align) {
  rt::WordGuard guard(lock_word(&_M_key));
  if (_M_tpools == nullptr) {
    void* p = upstream_resource()->allocate(sizeof(_TPools), alignof(_TPools));
    _M_tpools = ::new (p) _TPools(options(), upstream_resource());
  }
  return _M_tpools->pools.allocate(bytes, align);
}

void synchronized_pool_resource::do_deallocate(void* p, size_t bytes, size_t align) {
  rt::WordGuard guard(lock_word(&_M_key));
  _M_tpools->pools.deallocate(p, bytes, align);
}

}  // namespace std::pmr
