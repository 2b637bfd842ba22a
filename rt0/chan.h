// rt0/chan.h - channels: typed handles on queues between goroutines.
//
//     auto c = rt0::make_chan<std::string>(4);
//     rt0::go([=] { c.send("hello"); c.close(); });
//     for (std::string s : c) ...
//
// A thin front over a few functions that know only how many bytes a value has or how it
// moves, so that a new T costs little code. The idea is C. A. R. Hoare's (CSP, 1978), the form Go's.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <memory>
#include <new>
#include <optional>
#include <type_traits>
#include <utility>

#include <rt0/abi.h>

namespace rt0 {

template <class T>
class chan;
template <class T>
class send_chan;
template <class T>
class recv_chan;

namespace detail {

// The counted pointer in every handle; it needs to know nothing about T.
class chan_handle {
 public:
  constexpr chan_handle() = default;
  constexpr explicit chan_handle(abi::hchan* adopted) : c_(adopted) {}
  chan_handle(const chan_handle& o) : c_(o.c_) {
    if (c_ != nullptr) abi::chan_retain(c_);
  }
  constexpr chan_handle(chan_handle&& o) noexcept : c_(std::exchange(o.c_, nullptr)) {}
  chan_handle& operator=(const chan_handle& o) {
    chan_handle copy(o);
    std::swap(c_, copy.c_);
    return *this;
  }
  chan_handle& operator=(chan_handle&& o) noexcept {
    chan_handle taken(std::move(o));
    std::swap(c_, taken.c_);
    return *this;
  }
  constexpr ~chan_handle() {
    if (c_ != nullptr) abi::chan_release(c_);
  }

  constexpr explicit operator bool() const { return c_ != nullptr; }
  constexpr abi::hchan* rt0_handle() const { return c_; }  // for rt0's own headers

 private:
  abi::hchan* c_ = nullptr;
};

// Room for a value that the runtime constructs.
template <class T>
union raw_value {
  raw_value() {}
  ~raw_value() {}
  void* room() { return const_cast<std::remove_cv_t<T>*>(std::addressof(value)); }
  void move_to(std::optional<T>& v) {
    v.emplace(std::move(value));
    value.~T();
  }

  T value;
};

template <class T>
void move_value(void* to, void* from) {
  T* v = static_cast<T*>(from);
  if (to != nullptr)
    ::new (to) T(std::move(*v));
  else
    v->~T();
}

template <class T>
void* address_of_value(const T& v) {
  return const_cast<T*>(std::addressof(v));
}

template <class T>
bool recv_into(abi::hchan* c, std::optional<T>& v) {
  raw_value<T> got;
  v.reset();
  if (!abi::chan_recv(c, got.room())) return false;
  got.move_to(v);
  return true;
}

}  // namespace detail

// chan_iterator receives when it is advanced; * is the value received, to be moved from.
template <class T>
class chan_iterator {
 public:
  using value_type = T;
  using difference_type = std::ptrdiff_t;
  using reference = T&&;
  using pointer = T*;
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::input_iterator_tag;

  explicit chan_iterator(abi::hchan* c) : c_(c) { detail::recv_into(c_, value_); }
  T&& operator*() const { return std::move(*value_); }
  chan_iterator& operator++() {
    detail::recv_into(c_, value_);
    return *this;
  }
  void operator++(int) { detail::recv_into(c_, value_); }
  friend bool operator==(const chan_iterator& it, std::default_sentinel_t) { return !it.value_.has_value(); }

 private:
  abi::hchan* c_;
  mutable std::optional<T> value_;
};

namespace detail {

template <class Handle, class T>
class can_send {
 public:
  // send parks while the channel is full; panics "send on closed channel"; on a nil channel parks for ever.
  void send(T v) const { abi::chan_send(c(), address_of_value(v)); }

  // try_send never parks. False: it would have to, and v is untouched.
  bool try_send(T&& v) const { return abi::chan_try_send(c(), address_of_value(v)); }
  bool try_send(const T& v) const {
    if constexpr (std::is_trivially_copyable_v<T>) {
      return abi::chan_try_send(c(), address_of_value(v));
    } else {
      if (!abi::chan_send_ready(c())) return false;
      T copy(v);
      return abi::chan_try_send(c(), address_of_value(copy));
    }
  }

  // close lets receivers drain what is queued, then tells them; panics on a nil or closed channel.
  void close() const { abi::chan_close(c()); }

 private:
  abi::hchan* c() const { return static_cast<const Handle*>(this)->rt0_handle(); }
};

template <class Handle, class T>
class can_recv {
 public:
  // recv parks while the channel is empty; nullopt once it is closed and drained; on a nil channel parks for
  // ever.
  std::optional<T> recv() const {
    raw_value<T> got;
    std::optional<T> v;
    if (abi::chan_recv(c(), got.room())) got.move_to(v);
    return v;
  }

  // try_recv never parks. False: it would have to, and v is as it was; true: a value, or nullopt when closed.
  bool try_recv(std::optional<T>& v) const {
    raw_value<T> got;
    const abi::received how = abi::chan_try_recv(c(), got.room());
    if (how == abi::received::would_block) return false;
    if (how == abi::received::closed)
      v.reset();
    else
      got.move_to(v);
    return true;
  }

  // for (T v : c) receives until the channel is closed and drained.
  chan_iterator<T> begin() const { return chan_iterator<T>(c()); }
  std::default_sentinel_t end() const { return {}; }

 private:
  abi::hchan* c() const { return static_cast<const Handle*>(this)->rt0_handle(); }
};

template <class Handle>
class can_count {
 public:
  std::size_t len() const { return abi::chan_len(c()); }  // values queued
  std::size_t cap() const { return abi::chan_cap(c()); }

  friend bool operator==(const Handle& a, const Handle& b) { return a.rt0_handle() == b.rt0_handle(); }

 private:
  abi::hchan* c() const { return static_cast<const Handle*>(this)->rt0_handle(); }
};

}  // namespace detail

// chan<T> is a handle on a first-in first-out queue between goroutines; copies share it, and the last one
// to go frees it with what is left in it.
//   T         any movable type; a value is moved in and moved out; may be incomplete where chan<T> is named
//   cost      uncontended and buffered: one lock, one move of T (two locks if T is not trivially copyable)
//   callers   any goroutine; not a signal handler
// A handle that was made without make_chan, or moved from, is nil.
template <class T>
class chan : public detail::chan_handle,
             public detail::can_send<chan<T>, T>,
             public detail::can_recv<chan<T>, T>,
             public detail::can_count<chan<T>> {
 public:
  constexpr chan() = default;
  explicit chan(detail::chan_handle h) : chan_handle(std::move(h)) {}
};

// One direction of a channel.
template <class T>
class send_chan : public detail::chan_handle,
                  public detail::can_send<send_chan<T>, T>,
                  public detail::can_count<send_chan<T>> {
 public:
  constexpr send_chan() = default;
  send_chan(const chan<T>& c) : chan_handle(c) {}
  send_chan(chan<T>&& c) : chan_handle(std::move(c)) {}
};

template <class T>
class recv_chan : public detail::chan_handle,
                  public detail::can_recv<recv_chan<T>, T>,
                  public detail::can_count<recv_chan<T>> {
 public:
  constexpr recv_chan() = default;
  recv_chan(const chan<T>& c) : chan_handle(c) {}
  recv_chan(chan<T>&& c) : chan_handle(std::move(c)) {}
};

// make_chan makes a channel for capacity values; 0 makes every send meet its receiver. Panics when that is
// more than fits in memory.
template <class T>
chan<T> make_chan(std::size_t capacity = 0) {
  static_assert(std::is_object_v<T> && std::is_same_v<T, std::remove_cv_t<T>>,
                "a channel carries plain objects");
  static_assert(std::is_move_constructible_v<T>, "a channel moves its values");
  abi::hchan* c;
  if constexpr (std::is_trivially_copyable_v<T>)
    c = abi::chan_make(sizeof(T), alignof(T), capacity);
  else
    c = abi::chan_make_moved(sizeof(T), alignof(T), capacity, detail::move_value<T>);
  return chan<T>(detail::chan_handle(c));
}

}  // namespace rt0

template <class T>
struct std::hash<rt0::chan<T>> {
  std::size_t operator()(const rt0::chan<T>& c) const { return std::hash<void*>{}(c.rt0_handle()); }
};
template <class T>
struct std::hash<rt0::send_chan<T>> {
  std::size_t operator()(const rt0::send_chan<T>& c) const { return std::hash<void*>{}(c.rt0_handle()); }
};
template <class T>
struct std::hash<rt0::recv_chan<T>> {
  std::size_t operator()(const rt0::recv_chan<T>& c) const { return std::hash<void*>{}(c.rt0_handle()); }
};
