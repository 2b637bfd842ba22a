// rt0/sync.h - mutex, shared_mutex, condition_variable, wait_group, once_flag, semaphore, mutex_guarded.
//
// They block the goroutine, never the thread. All can be constant-initialised, and none needs to be
// destroyed: an object may go as soon as the call that was waited for is back. The fast paths are here, one
// atomic operation each; what waits is in the runtime.
// Layer: rt0.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <type_traits>
#include <utility>

#include <rt0/abi.h>
#include <rt0/go.h>
#include <rt0/panic.h>

namespace rt0 {

namespace detail {

// One compare and swap; on failure expected holds what was found.
template <class W>
bool cas_acquire(W& word, W& expected, W desired) {
  return __atomic_compare_exchange_n(&word, &expected, desired, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED);
}
template <class W>
bool cas_release(W& word, W& expected, W desired) {
  return __atomic_compare_exchange_n(&word, &expected, desired, false, __ATOMIC_RELEASE, __ATOMIC_RELAXED);
}

// to_ns rounds up to nanoseconds and stays within their range.
template <class Rep, class Period>
constexpr std::int64_t to_ns(const std::chrono::duration<Rep, Period>& d) {
  using ns = std::chrono::nanoseconds;
  using wide = std::chrono::duration<long double, std::nano>;
  if (std::chrono::duration_cast<wide>(d) >= wide(ns::max())) return ns::max().count();
  if (std::chrono::duration_cast<wide>(d) <= wide(ns::zero())) return 0;
  return std::chrono::ceil<ns>(d).count();
}

}  // namespace detail

// mutex is held by one goroutine at a time, though not owned: another one may unlock it. Who has waited
// for more than 1 ms gets it next. Works with std::lock_guard, std::unique_lock, std::scoped_lock.
class mutex {
 public:
  constexpr mutex() = default;
  mutex(const mutex&) = delete;
  mutex& operator=(const mutex&) = delete;

  void lock() {
    std::uint32_t state = 0;
    if (!detail::cas_acquire(words_.state, state, 1u)) [[unlikely]]
      abi::mutex_lock_slow(&words_);
  }
  [[nodiscard]] bool try_lock() {
    std::uint32_t state = 0;
    return detail::cas_acquire(words_.state, state, 1u) || (state != 1 && abi::mutex_try_lock(&words_));
  }
  // unlock panics "unlock of unlocked mutex".
  void unlock() {
    std::uint32_t state = 1;
    if (!detail::cas_release(words_.state, state, 0u)) [[unlikely]]
      abi::mutex_unlock_slow(&words_);
  }

 private:
  friend class condition_variable;

  abi::mutex_words words_;
};

// shared_mutex is held by one writer or by any number of readers, first come first served: a writer that
// waits goes before readers that come after it. Works with std::shared_lock too.
class shared_mutex {
 public:
  constexpr shared_mutex() = default;
  shared_mutex(const shared_mutex&) = delete;
  shared_mutex& operator=(const shared_mutex&) = delete;

  void lock() {
    if (!try_lock()) [[unlikely]]
      abi::rwmutex_lock_slow(&words_);
  }
  [[nodiscard]] bool try_lock() {
    std::uint64_t state = 0;
    return detail::cas_acquire(words_.state, state, kWriter);
  }
  // unlock panics "unlock of unlocked shared_mutex".
  void unlock() {
    std::uint64_t state = kWriter;
    if (!detail::cas_release(words_.state, state, std::uint64_t{0})) [[unlikely]]
      abi::rwmutex_unlock_slow(&words_);
  }
  void lock_shared() {
    if (!try_lock_shared()) [[unlikely]]
      abi::rwmutex_lock_shared_slow(&words_);
  }
  [[nodiscard]] bool try_lock_shared() {
    std::uint64_t state = __atomic_load_n(&words_.state, __ATOMIC_RELAXED);
    while ((state & (kWriter | kWaited)) == 0) {
      if (detail::cas_acquire(words_.state, state, state + kReader)) return true;
    }
    return false;
  }
  // unlock_shared panics "unlock_shared of unlocked shared_mutex".
  void unlock_shared() {
    std::uint64_t state = __atomic_load_n(&words_.state, __ATOMIC_RELAXED);
    if (state < kReader || (state & kWaited) != 0 ||
        !detail::cas_release(words_.state, state, state - kReader)) {
      [[unlikely]] abi::rwmutex_unlock_shared_slow(&words_);
    }
  }

 private:
  static constexpr std::uint64_t kWriter = 1, kWaited = 2, kReader = 4;  // as sched/sync.h

  abi::rwmutex_words words_;
};

// condition_variable lets goroutines wait, without a mutex that they hold, until they are notified. No
// spurious wake-ups; notify_one wakes who has waited longest.
class condition_variable {
 public:
  constexpr condition_variable() = default;
  condition_variable(const condition_variable&) = delete;
  condition_variable& operator=(const condition_variable&) = delete;

  void wait(std::unique_lock<mutex>& lock) { abi::cond_wait(&words_, &lock.mutex()->words_); }
  template <class Pred>
  void wait(std::unique_lock<mutex>& lock, Pred pred) {
    while (!pred()) wait(lock);
  }

  // Without a predicate, false: time is up. With one: its value at the end.
  template <class Rep, class Period>
  bool wait_for(std::unique_lock<mutex>& lock, const std::chrono::duration<Rep, Period>& d) {
    return wait_until_ns(lock, abi::deadline(detail::to_ns(d)));
  }
  template <class Rep, class Period, class Pred>
  bool wait_for(std::unique_lock<mutex>& lock, const std::chrono::duration<Rep, Period>& d, Pred pred) {
    const std::int64_t deadline = abi::deadline(detail::to_ns(d));
    while (!pred()) {
      if (!wait_until_ns(lock, deadline)) return pred();
    }
    return true;
  }
  template <class Clock, class Duration>
  bool wait_until(std::unique_lock<mutex>& lock, const std::chrono::time_point<Clock, Duration>& t) {
    // A clock that can be set may not have got there when the time is up by ours.
    do {
      if (wait_for(lock, t - Clock::now())) return true;
    } while (Clock::now() < t);
    return false;
  }
  template <class Clock, class Duration, class Pred>
  bool wait_until(std::unique_lock<mutex>& lock, const std::chrono::time_point<Clock, Duration>& t,
                  Pred pred) {
    while (!pred()) {
      if (!wait_until(lock, t)) return pred();
    }
    return true;
  }

  void notify_one() { abi::cond_notify(&words_, false); }
  void notify_all() { abi::cond_notify(&words_, true); }

 private:
  bool wait_until_ns(std::unique_lock<mutex>& lock, std::int64_t deadline_ns) {
    return abi::cond_wait_until(&words_, &lock.mutex()->words_, deadline_ns);
  }

  abi::cond_words words_;
};

// wait_group waits until as many done as add have been called.
class wait_group {
 public:
  constexpr wait_group() = default;
  wait_group(const wait_group&) = delete;
  wait_group& operator=(const wait_group&) = delete;

  // add panics "negative wait_group counter". Who goes from zero up does so before anybody waits.
  void add(int n) { abi::wait_group_add(&words_, n); }
  void done() { abi::wait_group_add(&words_, -1); }
  void wait() {
    const std::uint64_t state = __atomic_load_n(&words_.state, __ATOMIC_ACQUIRE);  // pairs with add
    if (state >> 32 != 0) abi::wait_group_wait(&words_);
  }

  // go runs f(args...) in a goroutine that the group counts, also when it ends by goexit.
  template <class F, class... A>
  void go(F&& f, A&&... args) {
    add(1);
    rt0::go(
        [](wait_group* group, std::decay_t<F> fn, std::decay_t<A>... values) {
          defer end{[group] { group->done(); }};
          std::invoke(std::move(fn), std::move(values)...);
        },
        this, std::forward<F>(f), std::forward<A>(args)...);
  }

 private:
  abi::wait_group_words words_;
};

// once_flag remembers whether call_once has run its function.
class once_flag {
 public:
  constexpr once_flag() = default;
  once_flag(const once_flag&) = delete;
  once_flag& operator=(const once_flag&) = delete;

  template <class F, class... A>
  friend void call_once(once_flag& flag, F&& f, A&&... args);

 private:
  static constexpr std::uint32_t kDone = 2;  // as sched/sync.cc

  std::uint32_t state_ = 0;
};

// call_once calls f(args...) if this is the first call with flag; when it is back, the first one has ended,
// be it by goexit.
template <class F, class... A>
void call_once(once_flag& flag, F&& f, A&&... args) {
  if (__atomic_load_n(&flag.state_, __ATOMIC_ACQUIRE) == once_flag::kDone) [[likely]]
    return;  // pairs with once_end
  if (!abi::once_begin(&flag.state_)) return;
  defer end{[&flag] { abi::once_end(&flag.state_); }};
  std::invoke(std::forward<F>(f), std::forward<A>(args)...);
}

// semaphore holds permits, which are given out first come first served.
class semaphore {
 public:
  constexpr explicit semaphore(std::size_t n) : words_{n * kPermit, nullptr} {}
  semaphore(const semaphore&) = delete;
  semaphore& operator=(const semaphore&) = delete;

  void acquire() {
    if (!try_acquire()) [[unlikely]]
      abi::sema_acquire_slow(&words_);
  }
  [[nodiscard]] bool try_acquire() {
    std::uint64_t state = __atomic_load_n(&words_.state, __ATOMIC_RELAXED);
    while ((state & kWaited) == 0 && state >= kPermit) {
      if (detail::cas_acquire(words_.state, state, state - kPermit)) return true;  // pairs with release
    }
    return false;
  }
  void release(std::size_t n = 1) { abi::sema_release(&words_, n); }

 private:
  static constexpr std::uint64_t kWaited = 1, kPermit = 2;  // as sched/sema.h

  abi::sema_words words_;
};

// mutex_guarded<T> is a T that can be reached only with its mutex held.
template <class T>
class mutex_guarded {
 public:
  // guard holds the mutex for its lifetime.
  class [[nodiscard]] guard {
   public:
    guard(guard&& o) noexcept : owner_(std::exchange(o.owner_, nullptr)) {}
    guard& operator=(guard&&) = delete;
    ~guard() {
      if (owner_ != nullptr) owner_->mutex_.unlock();
    }
    T& operator*() const { return owner_->value_; }
    T* operator->() const { return std::addressof(owner_->value_); }

   private:
    friend class mutex_guarded;
    explicit guard(mutex_guarded* owner) : owner_(owner) {}

    mutex_guarded* owner_;
  };

  template <class... A>
  requires std::is_constructible_v<T, A...>
  constexpr explicit mutex_guarded(A&&... args) : value_(std::forward<A>(args)...) {}

  guard lock() {
    mutex_.lock();
    return guard(this);
  }
  // with calls f(T&) with the mutex held and returns what f returns.
  template <class F>
  decltype(auto) with(F&& f) {
    guard held = lock();
    return std::invoke(std::forward<F>(f), value_);
  }

 private:
  mutex mutex_;
  T value_;
};

}  // namespace rt0
