// rt0/time.h - clocks, sleep, timers and tickers.
//
// Durations are std::chrono's. Timers have the meaning of Go's since 1.23: when stop or reset is
// back, nothing from before will be received. Nothing fires early.
// Layer: rt0.
#pragma once
#include <chrono>
#include <cstdint>
#include <ctime>
#include <type_traits>
#include <utility>

#include <rt0/abi.h>
#include <rt0/chan.h>

namespace rt0 {

// steady_clock never goes back; about 20 ns to read.
struct steady_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<steady_clock>;
  static constexpr bool is_steady = true;

  static time_point now() { return time_point(duration(abi::nanotime())); }
};

// system_clock counts from 1970, UTC, and can be set.
struct system_clock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<system_clock>;
  static constexpr bool is_steady = false;

  static time_point now() { return time_point(duration(abi::walltime())); }
  static std::time_t to_time_t(const time_point& t) {
    return std::chrono::duration_cast<std::chrono::seconds>(t.time_since_epoch()).count();
  }
  static time_point from_time_t(std::time_t t) { return time_point(std::chrono::seconds(t)); }
};

// sleep parks the goroutine for at least d; not at all when d is not positive.
inline void sleep(std::chrono::nanoseconds d) { abi::sleep(d.count()); }

// after makes a channel that gets the time, once, when d has passed. Dropping the channel stops it.
inline chan<steady_clock::time_point> after(std::chrono::nanoseconds d) {
  static_assert(sizeof(steady_clock::time_point) == sizeof(std::int64_t));
  return chan<steady_clock::time_point>(detail::chan_handle(abi::timer_chan_make(d.count(), 0)));
}

namespace detail {

// A function with its timer, in one block; the runtime counts who uses it.
template <class F>
struct func_block : abi::func_timer {
  template <class G>
  explicit func_block(G&& g) : f(std::forward<G>(g)) {
    run = [](abi::func_timer* t) { static_cast<void>(static_cast<func_block*>(t)->f()); };
    drop = [](abi::func_timer* t) { delete static_cast<func_block*>(t); };
  }

  F f;
};

template <class F>
abi::func_timer* start_func(std::chrono::nanoseconds d, F&& f) {
  auto* block = new func_block<std::decay_t<F>>(std::forward<F>(f));
  abi::func_timer_start(block, d.count());
  return block;
}

}  // namespace detail

// timer fires once, d after it was made or reset: it sends the time on c(), or runs f in a goroutine of its
// own.
//   d        at once when not positive; never when the end is beyond the clock's range
//   stop     whether it was still to be noticed: f had not started, or no value had been received
//   callers  several goroutines at once; destroying it stops it, and an f that has started goes on
class timer {
 public:
  explicit timer(std::chrono::nanoseconds d) : c_(after(d)) {}
  template <class F>
  requires std::is_invocable_v < std::decay_t<F>
  & > timer(std::chrono::nanoseconds d, F&& f) : func_(detail::start_func(d, std::forward<F>(f))) {}
  timer(const timer&) = delete;
  timer& operator=(const timer&) = delete;
  ~timer() {
    stop();
    if (func_ != nullptr) abi::func_timer_release(func_);
  }

  // nil when the timer has a function.
  const chan<steady_clock::time_point>& c() const { return c_; }
  bool stop() {
    return func_ != nullptr ? abi::func_timer_stop(func_) : abi::timer_chan_stop(c_.rt0_handle());
  }
  bool reset(std::chrono::nanoseconds d) {
    return func_ != nullptr ? abi::func_timer_reset(func_, d.count())
                            : abi::timer_chan_reset(c_.rt0_handle(), d.count(), 0);
  }

 private:
  chan<steady_clock::time_point> c_;
  abi::func_timer* func_ = nullptr;
};

// ticker sends the time on c() every d; ticks that no one takes are dropped. d must be positive, or it
// panics "non-positive interval for ticker".
class ticker {
 public:
  explicit ticker(std::chrono::nanoseconds d)
      : c_(detail::chan_handle(abi::timer_chan_make(checked(d), d.count()))) {}
  ticker(const ticker&) = delete;
  ticker& operator=(const ticker&) = delete;
  ~ticker() { stop(); }

  const chan<steady_clock::time_point>& c() const { return c_; }
  void stop() { abi::timer_chan_stop(c_.rt0_handle()); }
  // reset starts a new interval, also of a ticker that was stopped.
  void reset(std::chrono::nanoseconds d) { abi::timer_chan_reset(c_.rt0_handle(), checked(d), d.count()); }

 private:
  static std::int64_t checked(std::chrono::nanoseconds d) {
    if (d.count() <= 0) abi::panic("non-positive interval for ticker");
    return d.count();
  }

  chan<steady_clock::time_point> c_;
};

// after_func runs f in a goroutine of its own when d has passed.
template <class F>
requires std::is_invocable_v < std::decay_t<F>
& > void after_func(std::chrono::nanoseconds d, F&& f) {
  abi::func_timer_release(detail::start_func(d, std::forward<F>(f)));
}

}  // namespace rt0
