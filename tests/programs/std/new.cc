// tests/programs/std/new.cc - <new>: every form of new and delete, placement, alignment, nothrow, launder.
#include <cstdint>
#include <new>
#include <string>

#include "../check.h"

static int live = 0;
struct Tracked {
  int value = 5;
  Tracked() { live++; }
  ~Tracked() { live--; }
};
struct alignas(128) Aligned {
  char bytes[200];
};
struct Own {
  static inline int news = 0;
  static void* operator new(std::size_t n) {
    news++;
    return ::operator new(n);
  }
  static void operator delete(void* p) {
    news--;
    ::operator delete(p);
  }
  long data[4];
};

template <class T>
static bool aligned(T* p, std::size_t to) {
  return reinterpret_cast<std::uintptr_t>(p) % to == 0;
}

int main() {
  auto* t = new Tracked;
  auto* array = new Tracked[100];
  CHECK(live == 101 && array[99].value == 5);
  delete t;
  delete[] array;
  CHECK(live == 0);
  for (int i = 0; i < 50; i++) {
    auto* a = new Aligned;
    auto* b = new Aligned[3];
    CHECK(aligned(a, 128) && aligned(b, 128));
    delete a;
    delete[] b;
  }
  alignas(Tracked) unsigned char room[sizeof(Tracked)];
  auto* placed = new (room) Tracked;
  CHECK(std::launder(reinterpret_cast<Tracked*>(room))->value == 5 && live == 1);
  placed->~Tracked();
  CHECK(live == 0);
  auto* quiet = new (std::nothrow) int(7);
  CHECK(quiet != nullptr && *quiet == 7);
  delete quiet;
  volatile std::size_t too_much = ~std::size_t{0} / 4;
  CHECK(::operator new(too_much, std::nothrow) == nullptr);
  auto* own = new Own;
  CHECK(Own::news == 1);
  delete own;
  CHECK(Own::news == 0);
  void* raw = ::operator new(1000, std::align_val_t(4096));
  CHECK(aligned(static_cast<char*>(raw), 4096));
  ::operator delete(raw, std::align_val_t(4096));
  void* none = ::operator new(0);
  CHECK(none != nullptr);
  ::operator delete(none);
  CHECK(std::get_new_handler() == nullptr);
  std::set_new_handler([] {});
  CHECK(std::set_new_handler(nullptr) != nullptr);
  return check_done("new");
}
