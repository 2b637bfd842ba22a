// tests/programs/std/atomic.cc - <atomic>: all widths up to 16 bytes and odd ones, orders, flags, wait and
// notify.
#include <atomic>
#include <cstdint>
#include <memory>

#include "../check.h"

struct Pair {
  std::uint64_t a, b;
  bool operator==(const Pair&) const = default;
};
struct alignas(16) Wide {
  std::uint64_t a, b;
  bool operator==(const Wide&) const = default;
};
struct Odd {
  char bytes[24];
};

template <class T>
static void integer() {
  std::atomic<T> a{5};
  CHECK(a.fetch_add(3) == 5 && a.load() == 8);
  CHECK(a.fetch_sub(1) == 8 && a.exchange(20) == 7);
  T expected = 21;
  CHECK(!a.compare_exchange_strong(expected, 1) && expected == 20);
  CHECK(a.compare_exchange_strong(expected, 12) && a == 12);
  CHECK(a.fetch_or(3) == 12 && a.fetch_and(6) == 15 && a.fetch_xor(1) == 6 && a == 7);
  CHECK(++a == 8 && a-- == 8 && (a += 2) == 9);
  a.store(1, std::memory_order_release);
  CHECK(a.load(std::memory_order_acquire) == 1);
  CHECK(a.is_lock_free());
}

int main() {
  integer<std::uint8_t>();
  integer<std::int16_t>();
  integer<int>();
  integer<std::uint64_t>();

  std::atomic<bool> flag{false};
  CHECK(!flag.exchange(true) && flag);
  std::atomic_flag f;
  CHECK(!f.test_and_set() && f.test());
  f.clear();
  CHECK(!f.test());

  int values[4] = {1, 2, 3, 4};
  std::atomic<int*> p{values};
  CHECK(*(p.fetch_add(2)) == 1 && *p.load() == 3);

  std::atomic<double> d{1.5};
  d.fetch_add(2.25);
  CHECK(d.load() == 3.75);

  std::atomic<Wide> wide{Wide{1, 2}};
  CHECK(wide.load() == (Wide{1, 2}));
  Wide seen{1, 3};
  CHECK(!wide.compare_exchange_strong(seen, Wide{9, 9}) && seen == (Wide{1, 2}));
  CHECK(wide.compare_exchange_strong(seen, Wide{~0ull, 7}));
  CHECK(wide.exchange(Wide{3, 4}) == (Wide{~0ull, 7}));
  wide.store(Wide{5, 6});
  CHECK(wide.load().b == 6);
  std::atomic<Pair> pair{Pair{1, 2}};
  pair.store({3, 4});
  CHECK(pair.load() == (Pair{3, 4}));

#ifdef __SIZEOF_INT128__
  __extension__ typedef unsigned __int128 u128;
  std::atomic<u128> huge{static_cast<u128>(1) << 100};
  u128 now = huge.load();
  while (!huge.compare_exchange_weak(now, now + ~0ull)) {
  }
  CHECK(huge.load() == (static_cast<u128>(1) << 100) + ~0ull);
#endif

  std::atomic<Odd> odd{};
  Odd o{};
  o.bytes[23] = 'z';
  odd.store(o);
  CHECK(odd.load().bytes[23] == 'z');

  int plain = 10;
  std::atomic_ref<int> ref(plain);
  ref.fetch_add(5);
  CHECK(plain == 15);

  std::atomic<std::shared_ptr<int>> shared{std::make_shared<int>(1)};
  auto old = shared.exchange(std::make_shared<int>(2));
  CHECK(*old == 1 && *shared.load() == 2);

  // A wait for a change that has been made returns at once; notify without waiters is allowed.
  std::atomic<int> word{1};
  word.wait(0);
  word.notify_one();
  word.notify_all();
  std::atomic<std::uint64_t> long_word{1};
  long_word.wait(0);
  long_word.notify_all();
  std::atomic_thread_fence(std::memory_order_seq_cst);
  return check_done("atomic");
}
