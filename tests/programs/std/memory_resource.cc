// tests/programs/std/memory_resource.cc - <memory_resource>: every resource, counted at its upstream.
#include <cstdint>
#include <map>
#include <memory_resource>
#include <string>
#include <vector>

#include "../check.h"

// libstdc++'s own pools align no more than 8, whatever is asked for.
#ifdef __rt0__
constexpr unsigned kAlignments = 6;
#else
constexpr unsigned kAlignments = 4;
#endif

// Passes on to the heap and counts.
class Counting : public std::pmr::memory_resource {
 public:
  long blocks = 0, bytes = 0, calls = 0;

 private:
  void* do_allocate(std::size_t n, std::size_t align) override {
    blocks++;
    calls++;
    bytes += static_cast<long>(n);
    return std::pmr::new_delete_resource()->allocate(n, align);
  }
  void do_deallocate(void* p, std::size_t n, std::size_t align) override {
    blocks--;
    bytes -= static_cast<long>(n);
    std::pmr::new_delete_resource()->deallocate(p, n, align);
  }
  bool do_is_equal(const memory_resource& o) const noexcept override { return this == &o; }
};

static void monotonic() {
  Counting up;
  char buffer[1024];
  {
    std::pmr::monotonic_buffer_resource pool(buffer, sizeof(buffer), &up);
    void* inside = pool.allocate(100, 64);
    CHECK(inside >= buffer && inside < buffer + sizeof(buffer) &&
          reinterpret_cast<std::uintptr_t>(inside) % 64 == 0);
    CHECK(up.blocks == 0);
    std::pmr::vector<int> v(&pool);
    for (int i = 0; i < 10000; i++) v.push_back(i);
    CHECK(v[9999] == 9999 && up.blocks > 0);
    pool.release();
    CHECK(up.blocks == 0 && pool.upstream_resource() == &up);
  }
  CHECK(up.blocks == 0 && up.bytes == 0);
}

template <class Pool>
static void pool_of() {
  Counting up;
  {
    Pool pool(std::pmr::pool_options{64, 1024}, &up);
    CHECK(pool.options().largest_required_pool_block >= 1024);
    std::vector<std::pair<void*, std::size_t>> held;
    std::uint32_t state = 3;
    for (int i = 0; i < 5000; i++) {
      state = state * 1664525u + 1013904223u;
      if ((state >> 30) != 0 || held.empty()) {
        const std::size_t n = (state >> 8) % (i % 50 == 0 ? 5000 : 300) + 1;
        const std::size_t align = std::size_t{1} << (state >> 25) % kAlignments;
        auto* p = static_cast<unsigned char*>(pool.allocate(n, align));
        CHECK(reinterpret_cast<std::uintptr_t>(p) % align == 0);
        p[0] = p[n - 1] = static_cast<unsigned char>(n);
        held.push_back({p, n * 64 + align});
      } else {
        const std::size_t at = (state >> 8) % held.size();
        auto* p = static_cast<unsigned char*>(held[at].first);
        const std::size_t n = held[at].second / 64, align = held[at].second % 64;
        CHECK(p[0] == static_cast<unsigned char>(n) && p[n - 1] == static_cast<unsigned char>(n));
        pool.deallocate(p, n, align);
        held[at] = held.back();
        held.pop_back();
      }
    }
    CHECK(up.calls < 2000);
    pool.release();
    CHECK(up.blocks == 0);
    std::pmr::map<int, std::pmr::string> m(&pool);
    for (int i = 0; i < 200; i++) m[i] = "a text that is longer than the small buffer of a string";
    CHECK(m.size() == 200 && m[7].get_allocator().resource() == &pool);
  }
  CHECK(up.blocks == 0 && up.bytes == 0);
}

int main() {
  monotonic();
  pool_of<std::pmr::unsynchronized_pool_resource>();
  pool_of<std::pmr::synchronized_pool_resource>();
  CHECK(std::pmr::get_default_resource() == std::pmr::new_delete_resource());
  CHECK(*std::pmr::new_delete_resource() == *std::pmr::new_delete_resource());
  CHECK(*std::pmr::new_delete_resource() != *std::pmr::null_memory_resource());
  Counting counting;
  auto* former = std::pmr::set_default_resource(&counting);
  {
    std::pmr::string s(1000, 'x');
    CHECK(counting.blocks == 1);
  }
  CHECK(counting.blocks == 0 && std::pmr::set_default_resource(former) == &counting);
  std::pmr::polymorphic_allocator<> alloc(&counting);
  auto* object = alloc.new_object<std::string>("made there");
  CHECK(*object == "made there" && counting.blocks == 1);
  alloc.delete_object(object);
  CHECK(counting.blocks == 0);
  return check_done("memory_resource");
}
