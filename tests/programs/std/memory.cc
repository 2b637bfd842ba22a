// tests/programs/std/memory.cc - <memory>: owning pointers, shared and weak, deleters, raw storage.
#include <algorithm>
#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "../check.h"

static int live = 0;
struct Base {
  Base() { live++; }
  virtual ~Base() { live--; }
  virtual int id() const { return 1; }
};
struct Derived : Base, std::enable_shared_from_this<Derived> {
  std::string text = "a string that is long enough to be on the heap";
  int id() const override { return 2; }
  std::shared_ptr<Derived> self() { return shared_from_this(); }
};

static void unique() {
  std::unique_ptr<Base> p = std::make_unique<Derived>();
  CHECK(p->id() == 2 && live == 1);
  p.reset();
  CHECK(!p && live == 0);
  auto array = std::make_unique<int[]>(100);
  CHECK(array[99] == 0);
  int closed = 0;
  auto closer = [&closed](int* v) {
    closed = *v;
    delete v;
  };
  { std::unique_ptr<int, decltype(closer)> handle(new int(7), closer); }
  CHECK(closed == 7);
  auto raw = std::make_unique<Derived>();
  Base* released = raw.release();
  delete released;
  CHECK(live == 0);
}

static void shared() {
  std::weak_ptr<Base> weak;
  {
    auto d = std::make_shared<Derived>();
    std::shared_ptr<Base> b = d;
    weak = b;
    CHECK(d.use_count() == 2 && !weak.expired() && weak.lock()->id() == 2);
    CHECK(d->self() == d && std::static_pointer_cast<Derived>(b) == d);
    std::shared_ptr<std::string> part(d, &d->text);
    d.reset();
    b.reset();
    CHECK(live == 1 && part->size() == 46);
  }
  CHECK(live == 0 && weak.expired() && weak.lock() == nullptr);
  std::vector<std::shared_ptr<Base>> v(50, std::make_shared<Derived>());
  CHECK(v[0].use_count() == 50 && live == 1);
  v.resize(1);
  CHECK(v[0].use_count() == 1);
  std::shared_ptr<Base> with_deleter(new Base, [](Base* b) { delete b; });
  CHECK(std::get_deleter<void (*)(Base*)>(with_deleter) == nullptr);
  auto array = std::make_shared<int[]>(10, 5);
  CHECK(array[9] == 5);
  std::shared_ptr<int> a = std::make_shared<int>(1), b = std::make_shared<int>(2);
  CHECK(a != b && std::owner_less<>()(a, b) != std::owner_less<>()(b, a));
}

// The free functions, which C++20 deprecates for std::atomic<std::shared_ptr>.
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
static void old_atomics() {
  auto a = std::make_shared<int>(1), b = std::make_shared<int>(2);
  auto former = std::atomic_exchange(&a, b);
  CHECK(*former == 1 && *std::atomic_load(&a) == 2);
  CHECK(!std::atomic_compare_exchange_strong(&a, &former, b) && former == b);
  CHECK(std::atomic_compare_exchange_strong(&a, &former, std::make_shared<int>(3)) && *a == 3);
}

static void storage() {
  std::allocator<std::string> alloc;
  std::string* s = alloc.allocate(3);
  std::uninitialized_fill_n(s, 3, "filled with a text of some length, on the heap");
  CHECK(s[2].size() == 46);
  std::destroy_n(s, 3);
  std::construct_at(s, "x");
  std::destroy_at(s);
  alloc.deallocate(s, 3);
  alignas(64) char buffer[256];
  void* p = buffer + 1;
  std::size_t room = 255;
  CHECK(std::align(64, 32, p, room) == buffer + 64 && room == 192);
  CHECK(std::to_address(std::make_unique<int>(5)) != nullptr && std::addressof(room) == &room);
}

int main() {
  unique();
  shared();
  old_atomics();
  storage();
  CHECK(live == 0);
  return check_done("memory");
}
