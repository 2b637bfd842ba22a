// tests/programs/std/coroutine.cc - <coroutine>: a generator, a task that awaits another, frames that are
// freed.
#include <coroutine>
#include <exception>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "../check.h"

static int live = 0;
struct Tracked {
  Tracked() { live++; }
  Tracked(const Tracked&) { live++; }
  ~Tracked() { live--; }
};

template <class T>
class Generator {
 public:
  struct promise_type {
    T value;
    Generator get_return_object() {
      return Generator(std::coroutine_handle<promise_type>::from_promise(*this));
    }
    std::suspend_always initial_suspend() noexcept { return {}; }
    std::suspend_always final_suspend() noexcept { return {}; }
    std::suspend_always yield_value(T v) {
      value = std::move(v);
      return {};
    }
    void return_void() {}
    void unhandled_exception() { std::terminate(); }
  };
  explicit Generator(std::coroutine_handle<promise_type> h) : handle_(h) {}
  Generator(Generator&& o) noexcept : handle_(std::exchange(o.handle_, nullptr)) {}
  ~Generator() {
    if (handle_) handle_.destroy();
  }
  bool next() {
    handle_.resume();
    return !handle_.done();
  }
  T& value() { return handle_.promise().value; }

 private:
  std::coroutine_handle<promise_type> handle_;
};

static Generator<long> fibonacci(int n) {
  Tracked t;
  long a = 0, b = 1;
  for (int i = 0; i < n; i++) {
    co_yield a;
    a = std::exchange(b, a + b);
  }
}

static Generator<std::string> words(std::vector<std::string> v) {
  for (auto& w : v) co_yield w + "!";
}

// A task that starts when awaited and resumes its awaiter at its end.
class Task {
 public:
  struct promise_type {
    int value = 0;
    std::coroutine_handle<> awaiter = std::noop_coroutine();
    Task get_return_object() { return Task(std::coroutine_handle<promise_type>::from_promise(*this)); }
    std::suspend_always initial_suspend() noexcept { return {}; }
    struct Back {
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<promise_type> h) noexcept {
        return h.promise().awaiter;
      }
      void await_resume() noexcept {}
    };
    Back final_suspend() noexcept { return {}; }
    void return_value(int v) { value = v; }
    void unhandled_exception() { std::terminate(); }
  };
  explicit Task(std::coroutine_handle<promise_type> h) : handle_(h) {}
  Task(Task&& o) noexcept : handle_(std::exchange(o.handle_, nullptr)) {}
  ~Task() {
    if (handle_) handle_.destroy();
  }
  bool await_ready() { return false; }
  std::coroutine_handle<> await_suspend(std::coroutine_handle<> h) {
    handle_.promise().awaiter = h;
    return handle_;
  }
  int await_resume() { return handle_.promise().value; }
  int run() {
    handle_.resume();
    return handle_.promise().value;
  }

 private:
  std::coroutine_handle<promise_type> handle_;
};

static Task add(int a, int b) {
  Tracked t;
  co_return a + b;
}
static Task sum(int n) {
  int total = 0;
  for (int i = 1; i <= n; i++) total = co_await add(total, i);
  co_return total;
}

int main() {
  auto f = fibonacci(50);
  long last = 0;
  int count = 0;
  while (f.next()) {
    last = f.value();
    count++;
  }
  CHECK(count == 50 && last == 7778742049 && live == 0);
  {
    auto half = fibonacci(10);
    half.next();
    CHECK(live == 1);
  }
  CHECK(live == 0);
  auto w = words({"a rather long word that is on the heap", "b"});
  CHECK(w.next() && w.value() == "a rather long word that is on the heap!" && w.next() && w.value() == "b!" &&
        !w.next());
  CHECK(sum(100).run() == 5050 && live == 0);
  return check_done("coroutine");
}
