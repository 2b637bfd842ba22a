// rt0/select.h - wait for one of several channel operations.
//
//     rt0::select(rt0::on_recv(c, [&](std::optional<int> v) { ... }),
//                 rt0::on_send(d, 42),
//                 rt0::otherwise());
//
// The cases are objects of the call: they hold the value on its way and refer to the handlers,
// which run in the caller after the communication, with nothing locked.
// Layer: rt0.
#pragma once
#include <cstddef>
#include <optional>
#include <span>
#include <type_traits>
#include <utility>

#include <rt0/abi.h>
#include <rt0/chan.h>

namespace rt0 {

namespace detail {

struct no_handler {
  void operator()() const {}
};

// A case is made for one call of select: it is neither copied nor moved.
struct select_part {
  select_part() = default;
  select_part(const select_part&) = delete;
  select_part& operator=(const select_part&) = delete;
};

template <class K>
concept a_case = std::is_base_of_v<select_part, K>;

template <class F, class T>
concept recv_handler = std::is_invocable_v<F, std::optional<T>> || std::is_invocable_v<F>;

template <class T, class F>
class [[nodiscard]] recv_case : select_part {
 public:
  static constexpr bool is_otherwise = false;

  recv_case(abi::hchan* c, F&& f) : c_(c), f_(f) {}

  void describe(abi::select_entry& e) {
    e.chan = c_;
    e.kind = abi::select_kind::recv;
    e.elem = wants_value || !std::is_trivially_copyable_v<T> ? got_.room() : nullptr;
  }
  void run(bool received) {
    if constexpr (wants_value) {
      static_cast<F&&>(f_)(take(received));
    } else {
      if (received) drop();
      static_cast<F&&>(f_)();
    }
  }

 private:
  static constexpr bool wants_value = std::is_invocable_v<F, std::optional<T>>;

  // Inlined, it lets g++ 12 warn about handlers that know that there is a value: "may be used uninitialized".
  [[gnu::noinline]] std::optional<T> take(bool received) {
    std::optional<T> v;
    if (received) got_.move_to(v);
    return v;
  }
  void drop() {
    if constexpr (!std::is_trivially_copyable_v<T>) got_.value.~T();
  }

  abi::hchan* c_;
  std::remove_reference_t<F>& f_;
  raw_value<T> got_;
};

// Stores what was received.
template <class T>
class [[nodiscard]] recv_into_case : select_part {
 public:
  static constexpr bool is_otherwise = false;

  recv_into_case(abi::hchan* c, std::optional<T>& into) : c_(c), into_(into) {}

  void describe(abi::select_entry& e) {
    e.chan = c_;
    e.kind = abi::select_kind::recv;
    e.elem = got_.room();
  }
  void run(bool received) {
    into_.reset();
    if (received) got_.move_to(into_);
  }

 private:
  abi::hchan* c_;
  std::optional<T>& into_;
  raw_value<T> got_;
};

// Held is T, for a value that was copied or converted, or T&, for an rvalue that is moved from if the case
// runs.
template <class Held, class F>
class [[nodiscard]] send_case : select_part {
 public:
  static constexpr bool is_otherwise = false;

  template <class U>
  send_case(abi::hchan* c, U&& v, F&& f) : c_(c), v_(static_cast<U&&>(v)), f_(f) {}

  void describe(abi::select_entry& e) {
    e.chan = c_;
    e.kind = abi::select_kind::send;
    e.elem = address_of_value(v_);
  }
  void run(bool) { static_cast<F&&>(f_)(); }

 private:
  abi::hchan* c_;
  Held v_;
  std::remove_reference_t<F>& f_;
};

template <class F>
class [[nodiscard]] otherwise_case : select_part {
 public:
  static constexpr bool is_otherwise = true;

  explicit otherwise_case(F&& f) : f_(f) {}
  void run(bool) { static_cast<F&&>(f_)(); }

 private:
  std::remove_reference_t<F>& f_;
};

inline no_handler nothing_to_do;

// Makes the case of a send: an rvalue T stays where it is, anything else becomes a T now.
template <class T, class U, class F>
auto make_send_case(abi::hchan* c, U&& v, F&& f) {
  if constexpr (std::is_same_v<U, T>)
    return send_case<T&, F>(c, v, static_cast<F&&>(f));
  else
    return send_case<T, F>(c, static_cast<U&&>(v), static_cast<F&&>(f));
}

template <class... K>
inline constexpr std::size_t otherwise_count = (std::size_t{0} + ... + (K::is_otherwise ? 1 : 0));

}  // namespace detail

// on_recv makes a receive case. The handler takes a std::optional<T> (empty: closed and drained) or nothing;
// an std::optional<T> lvalue in its place gets the value.
template <class T, class F>
requires detail::recv_handler<F, T>
auto on_recv(const chan<T>& c, F&& f) { return detail::recv_case<T, F>(c.rt0_handle(), static_cast<F&&>(f)); }
template <class T, class F>
requires detail::recv_handler<F, T>
auto on_recv(const recv_chan<T>& c, F&& f) {
  return detail::recv_case<T, F>(c.rt0_handle(), static_cast<F&&>(f));
}
template <class T>
auto on_recv(const chan<T>& c, std::optional<T>& into) {
  return detail::recv_into_case<T>(c.rt0_handle(), into);
}
template <class T>
auto on_recv(const recv_chan<T>& c, std::optional<T>& into) {
  return detail::recv_into_case<T>(c.rt0_handle(), into);
}
template <class T>
auto on_recv(const chan<T>& c) {
  return detail::recv_case<T, detail::no_handler&>(c.rt0_handle(), detail::nothing_to_do);
}
template <class T>
auto on_recv(const recv_chan<T>& c) {
  return detail::recv_case<T, detail::no_handler&>(c.rt0_handle(), detail::nothing_to_do);
}

// on_send makes a send case. Only if it runs is an rvalue moved from; an lvalue is copied when the
// case is made, and what is not a T is converted then.
template <class T, class U = T, class F>
requires std::is_convertible_v<U, T> && std::is_invocable_v<F>
auto on_send(const chan<T>& c, U&& v, F&& f) {
  return detail::make_send_case<T>(c.rt0_handle(), static_cast<U&&>(v), static_cast<F&&>(f));
}
template <class T, class U = T, class F>
requires std::is_convertible_v<U, T> && std::is_invocable_v<F>
auto on_send(const send_chan<T>& c, U&& v, F&& f) {
  return detail::make_send_case<T>(c.rt0_handle(), static_cast<U&&>(v), static_cast<F&&>(f));
}
template <class T, class U = T>
requires std::is_convertible_v<U, T>
auto on_send(const chan<T>& c, U&& v) {
  return detail::make_send_case<T, U, detail::no_handler&>(c.rt0_handle(), static_cast<U&&>(v),
                                                           detail::nothing_to_do);
}
template <class T, class U = T>
requires std::is_convertible_v<U, T>
auto on_send(const send_chan<T>& c, U&& v) {
  return detail::make_send_case<T, U, detail::no_handler&>(c.rt0_handle(), static_cast<U&&>(v),
                                                           detail::nothing_to_do);
}

// otherwise makes the last case, which runs when no other is ready.
template <class F>
requires std::is_invocable_v<F>
auto otherwise(F&& f) { return detail::otherwise_case<F>(static_cast<F&&>(f)); }
inline auto otherwise() { return detail::otherwise_case<detail::no_handler&>(detail::nothing_to_do); }

// select runs one case, chosen at random among those that are ready, and its handler.
//   returns  its index, in order of writing
//   parks    until one is ready, unless there is an otherwise; with no case for ever
//   cost     a lock per channel when it parks, one lock when it does not; no allocation
// Panics "send on closed channel" when a send case has a closed channel and is chosen.
template <detail::a_case... K>
std::size_t select(K&&... cases) {
  constexpr std::size_t n = sizeof...(K) - detail::otherwise_count<K...>;
  static_assert(detail::otherwise_count<K...> <= 1, "a select has at most one otherwise");
  if constexpr (sizeof...(K) == 0) {
    abi::park_for_ever();
  } else {
    abi::select_entry entries[n == 0 ? 1 : n];
    std::size_t i = 0;
    (
        [&] {
          if constexpr (!K::is_otherwise) {
            cases.describe(entries[i++]);
          } else {
            if (i != n) __builtin_unreachable();
          }
        }(),
        ...);
    std::size_t ran = n == 0 ? abi::select_none : abi::select_cases(entries, n, n == sizeof...(K));
    if (ran == abi::select_none) ran = n;
    const bool received = ran < n && entries[ran].received;
    i = 0;
    (
        [&] {
          if (i++ == ran) cases.run(received);
        }(),
        ...);
    return ran;
  }
}

// select_case is one case of a select whose number of cases is known at run time. It holds a handle of
// its channel; what it refers to outlives the call. select_case{} is never ready.
class select_case {
 public:
  select_case() = default;
  select_case(const select_case& o) : c_(o.c_) { retain(); }
  select_case& operator=(const select_case& o) {
    if (this != &o) {
      o.retain();
      release();
      c_ = o.c_;
    }
    return *this;
  }
  ~select_case() { release(); }

  template <class T>
  friend select_case select_recv(const recv_chan<T>& c, std::optional<T>& into);
  template <class T>
  friend select_case select_send(const send_chan<T>& c, T& from);
  friend std::size_t select(std::span<select_case> cases);
  friend std::optional<std::size_t> try_select(std::span<select_case> cases);

 private:
  explicit select_case(const abi::runtime_case& c) : c_(c) { retain(); }
  void retain() const {
    if (c_.chan != nullptr) abi::chan_retain(c_.chan);
  }
  void release() const {
    if (c_.chan != nullptr) abi::chan_release(c_.chan);
  }

  abi::runtime_case c_;  // nothing else: an array of these is an array of those
};

namespace detail {

template <class T>
void store_received(void* object, void* value) {
  auto& into = *static_cast<std::optional<T>*>(object);
  into.reset();
  if (value == nullptr) return;
  T& got = *static_cast<T*>(value);
  into.emplace(std::move(got));
  got.~T();
}

}  // namespace detail

// If the case runs, into gets the value, or is emptied when the channel is closed and drained.
template <class T>
select_case select_recv(const recv_chan<T>& c, std::optional<T>& into) {
  return select_case(abi::runtime_case{c.rt0_handle(), abi::select_kind::recv, alignof(T), sizeof(T), &into,
                                       detail::store_received<T>});
}
template <class T>
select_case select_recv(const chan<T>& c, std::optional<T>& into) {
  return select_recv(recv_chan<T>(c), into);
}

// If the case runs, from is moved from.
template <class T>
select_case select_send(const send_chan<T>& c, T& from) {
  return select_case(abi::runtime_case{c.rt0_handle(), abi::select_kind::send, alignof(T), sizeof(T),
                                       detail::address_of_value(from), nullptr});
}
template <class T>
select_case select_send(const chan<T>& c, T& from) {
  return select_send(send_chan<T>(c), from);
}

// select parks until it could run one of the cases; with none that can be ready, for ever.
inline std::size_t select(std::span<select_case> cases) {
  static_assert(sizeof(select_case) == sizeof(abi::runtime_case));
  return abi::select_runtime(cases.empty() ? nullptr : &cases.data()->c_, cases.size(), true);
}

// try_select returns nullopt when at one moment none is ready.
inline std::optional<std::size_t> try_select(std::span<select_case> cases) {
  const std::size_t ran =
      abi::select_runtime(cases.empty() ? nullptr : &cases.data()->c_, cases.size(), false);
  if (ran == abi::select_none) return std::nullopt;
  return ran;
}

}  // namespace rt0
