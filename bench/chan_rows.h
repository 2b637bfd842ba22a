// bench/chan_rows.h - what channels cost: hand-overs, buffers, contention, select, chains.
//
// Layer: bench.
#pragma once
#include <rt0/rt0.h>

#include <optional>

#include "bench/measure.h"

namespace bench {

inline void pingpong(long n) {
  auto a = rt0::make_chan<long>(), b = rt0::make_chan<long>();
  rt0::wait_group group;
  group.go([&, n] {
    for (long i = 0; i < n; i++) b.send(*a.recv());
  });
  group.go([&, n] {
    for (long i = 0; i < n; i++) {
      a.send(i);
      check(*b.recv() == i, "pingpong");
    }
  });
  group.wait();
}

inline void chan_buffered(long n) {
  auto c = rt0::make_chan<long>(128);
  rt0::wait_group group;
  group.go([&, n] {
    for (long i = 0; i < n; i++) c.send(i);
  });
  group.go([&, n] {
    for (long i = 0; i < n; i++) check(*c.recv() == i, "chan_buffered");
  });
  group.wait();
}

inline void chan_contended(long n) {
  auto c = rt0::make_chan<long>(16);
  rt0::wait_group group;
  for (int t = 0; t < 8; t++) {
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) c.send(i);
    });
    group.go([&, n] {
      for (long i = 0; i < n / 8; i++) c.recv();
    });
  }
  group.wait();
}

inline void select2(long n) {
  auto a = rt0::make_chan<long>(), b = rt0::make_chan<long>();
  rt0::wait_group group;
  for (auto c : {a, b}) {
    group.go([c, n] {
      for (long i = 0; i < n / 2; i++) c.send(i);
    });
  }
  group.go([&, n] {
    long sum = 0;
    for (long i = 0; i < n / 2 * 2; i++) {
      rt0::select(rt0::on_recv(a, [&](std::optional<long> v) { sum += *v; }),
                  rt0::on_recv(b, [&](std::optional<long> v) { sum -= *v; }));
    }
    check(sum == 0, "select2");
  });
  group.wait();
}

// The stages of a finished sieve stay parked, as in the peers' versions.
inline long sieve(long n) {
  auto done = rt0::make_chan<long>();
  rt0::go([done, n] {
    auto source = rt0::make_chan<long>();
    rt0::go([source] {
      for (long i = 2;; i++) source.send(i);
    });
    long prime = 0;
    for (long i = 0; i < n; i++) {
      prime = *source.recv();
      auto next = rt0::make_chan<long>();
      rt0::go([in = source, out = next, prime] {
        for (;;) {
          const long v = *in.recv();
          if (v % prime != 0) out.send(v);
        }
      });
      source = next;
    }
    done.send(prime);
  });
  return *done.recv();
}

inline void sieve_row(long n) {
  whole("sieve", n, [n] { check(sieve(n) == 22307 || n != 2500, "sieve"); });
}

}  // namespace bench
