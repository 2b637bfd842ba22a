// tests/stress/soak_jobs.h - what the soak does, over and over: rounds that check themselves.
//
// A job is a function that does one round of up to a few ms, leaves nothing behind and returns how many operations it
// did. Whatever fails panics. Layer: tests.
#pragma once
#include <rt0/net.h>

#include <cstring>
#include <memory>
#include <mutex>
#include <random>
#include <shared_mutex>
#include <vector>

#include "../programs/waiting.h"

namespace soak {

using rt0::steady_clock;
using std::chrono::microseconds;
using Random = std::minstd_rand;

inline microseconds some(Random& random, unsigned most_us) { return microseconds(1 + random() % most_us); }

// A tree of goroutines, each of which starts two more: all run, once.
inline void grow(rt0::wait_group& all, std::atomic<long>& sum, long number, int depth) {
  sum += number;
  if (depth == 0) return;
  for (long child : {2 * number, 2 * number + 1}) {
    all.go([&, child, depth] { grow(all, sum, child, depth - 1); });
  }
}

inline long spawn_storm(Random& random) {
  const int depth = 6 + static_cast<int>(random() % 5);
  rt0::wait_group all;
  std::atomic<long> sum{0};
  grow(all, sum, 1, depth);
  all.wait();
  const long n = (2L << depth) - 1;  // numbered 1 .. n
  CHECK(sum == n * (n + 1) / 2);
  return n;
}

// A pipeline of channels with and without buffers: every number comes out once, in order.
inline long pipeline(Random& random) {
  const long n = 200 + static_cast<long>(random() % 800);
  auto source = rt0::make_chan<long>(random() % 3);
  rt0::go([source, n] {
    for (long i = 0; i < n; i++) source.send(i);
    source.close();
  });
  rt0::chan<long> last = source;
  for (int stage = 0; stage < 4; stage++) {
    auto next = rt0::make_chan<long>(random() % 4);
    rt0::go([in = last, next] {
      for (long v : in) next.send(v + 1);
      next.close();
    });
    last = next;
  }
  long expected = 4;
  for (long v : last) CHECK(v == expected++);
  CHECK(expected == n + 4);
  return 5 * n;
}

// Several producers, consumers that select with a time limit and a signal to stop: what was sent is received.
inline long selects(Random& random) {
  auto a = rt0::make_chan<long>(random() % 2 * 3), b = rt0::make_chan<long>();
  auto stop = rt0::make_chan<bool>();
  std::atomic<long> received{0}, count{0};
  rt0::wait_group producers, consumers;
  const long n = 300;
  for (int p = 0; p < 4; p++) {
    producers.go([&, p] {
      for (long i = 0; i < n; i++) {
        if (p % 2 == 0) (i % 2 == 0 ? a : b).send(i);
        else rt0::select(rt0::on_send(a, i), rt0::on_send(b, i));
      }
    });
  }
  for (int c = 0; c < 3; c++) {
    consumers.go([&] {
      const auto take = [&](std::optional<long> v) { received += *v, count++; };
      for (bool done = false; !done;) {
        rt0::select(rt0::on_recv(a, take), rt0::on_recv(b, take), rt0::on_recv(stop, [&] { done = true; }),
                    rt0::on_recv(rt0::after(microseconds(500))));
      }
    });
  }
  producers.wait();
  while (count != 4 * n) rt0::gosched();  // the last ones lie in a's buffer
  stop.close();
  consumers.wait();
  CHECK(received == 4 * (n * (n - 1) / 2));
  return 4 * n;
}

// Locks of all kinds around plain variables.
inline long locks(Random& random) {
  rt0::mutex mu;
  rt0::shared_mutex rw;
  rt0::condition_variable turned;
  rt0::semaphore two(2);
  long a = 0, b = 0;
  int turn = 0;
  std::atomic<int> inside{0};
  const long n = 50 + static_cast<long>(random() % 100);
  rt0::wait_group all;
  for (int t = 0; t < 6; t++) {
    all.go([&, t] {
      for (long i = 0; i < n; i++) {
        { std::lock_guard lock(mu); a++; }
        if (i % 4 == 0) { std::lock_guard lock(rw); b++; }
        else { std::shared_lock lock(rw); CHECK(b <= 6 * (n / 4 + 1)); }
        if (i % 8 == 0) {
          two.acquire();
          CHECK(++inside <= 2);
          rt0::gosched();
          inside--;
          two.release();
        }
      }
      std::unique_lock lock(mu);
      turned.wait(lock, [&] { return turn == t; });
      turn++;
      turned.notify_all();
    });
  }
  all.wait();
  CHECK(a == 6 * n && turn == 6 && b == 6 * ((n + 3) / 4));
  return 12 * n;
}

// Timers are never early; what was stopped does not fire; deadlines of a select pass.
inline long timers(Random& random) {
  rt0::wait_group all;
  std::atomic<long> fired{0};
  for (int i = 0; i < 20; i++) {
    all.go([d = some(random, 3000)] {
      const auto end = steady_clock::now() + d;
      rt0::sleep(d);
      CHECK(steady_clock::now() >= end);
    });
  }
  {
    rt0::timer never(std::chrono::hours(1), [] { rt0::panic("a stopped timer fired"); });
    const auto begin = steady_clock::now();
    rt0::ticker tick(microseconds(200));
    for (int i = 1; i <= 5; i++) CHECK(*tick.c().recv() >= begin + i * microseconds(200));
    CHECK(never.stop());
  }
  for (int i = 0; i < 10; i++) rt0::after_func(some(random, 500), [&fired] { fired++; });
  all.wait();
  while (fired != 10) rt0::sleep(microseconds(100));
  return 36;
}

inline unsigned char byte_at(std::size_t i) { return static_cast<unsigned char>(i * 2654435761u >> 11); }

// Reads until the end and checks that the bytes are those of byte_at; returns how many.
template <class Stream>
std::size_t read_pattern(Stream& s, std::size_t block) {
  std::vector<std::byte> buffer(block);
  std::size_t at = 0;
  for (;;) {
    const auto n = s.read(buffer);
    CHECK(bool(n));
    if (*n == 0) return at;
    for (std::size_t i = 0; i < *n; i++, at++) CHECK(buffer[i] == std::byte(byte_at(at)));
  }
}

inline std::vector<std::byte> pattern(std::size_t n) {
  std::vector<std::byte> data(n);
  for (std::size_t i = 0; i < n; i++) data[i] = std::byte(byte_at(i));
  return data;
}

// A server and its clients: echoes, a deadline that passes, a close that wakes who reads.
inline long tcp(Random& random) {
  auto listener = rt0::listen_tcp("127.0.0.1:0").value();
  const std::string addr = listener.addr();
  rt0::wait_group serving, clients;
  serving.go([&] {
    while (auto c = listener.accept()) {
      serving.go([conn = std::move(*c)]() mutable {
        std::byte buffer[1000];
        for (;;) {
          const auto n = conn.read(buffer);
          if (!n || *n == 0 || !conn.write(std::span(buffer, *n))) return;
        }
      });
    }
  });
  std::atomic<long> bytes{0};
  for (int i = 0; i < 8; i++) {
    clients.go([&, n = 1 + random() % 60'000, odd = i % 2 != 0] {
      auto c = rt0::dial_tcp(addr).value();
      if (odd) {
        std::byte b[1];
        CHECK(bool(c.set_read_deadline(steady_clock::now() + microseconds(300))));
        CHECK(c.read(b).error().code() == ETIMEDOUT);
        CHECK(bool(c.set_read_deadline({})));
      }
      rt0::wait_group writing;
      writing.go([&] {
        CHECK(bool(c.write(pattern(n))));
        CHECK(bool(c.close_write()));
      });
      CHECK(read_pattern(c, 4096) == n);
      writing.wait();
      bytes += static_cast<long>(n);
    });
  }
  auto idle = rt0::dial_tcp(addr).value();
  clients.go([&] {
    std::byte b[1];
    CHECK(idle.read(b).error().code() == EBADF);
  });
  rt0::sleep(some(random, 1000));
  CHECK(bool(idle.close()));
  clients.wait();
  CHECK(bool(listener.close()));
  serving.wait();
  return bytes / 1000;
}

inline long pipes(Random& random) {
  auto [reader, writer] = rt0::pipe().value();
  const std::size_t n = 1 + random() % 300'000;
  rt0::wait_group writing;
  writing.go([w = std::move(writer), n]() mutable {
    CHECK(bool(w.write(pattern(n))));
    CHECK(bool(w.close()));
  });
  CHECK(read_pattern(reader, 1 + random() % 9000) == n);
  writing.wait();
  return static_cast<long>(n / 1000);
}

// Reads that block the thread in the kernel while the writer needs its P, and a goroutine that computes without one; on
// a thread of its own every other time.
inline long blocking_calls(Random& random) {
  auto ends = rt0::pipe().value();
  rt0::file reader(ends.first.release()), writer(ends.second.release());
  const int n = 20;
  rt0::wait_group reading;
  reading.go([&, locked = random() % 2 == 0] {
    if (locked) rt0::lock_os_thread();  // ends with the goroutine
    for (int i = 0; i < n; i++) {
      std::byte b[1];
      CHECK(reader.read(b).value() == 1);
      CHECK(b[0] == std::byte(i));
    }
  });
  for (int i = 0; i < n; i++) {
    if (random() % 2 == 0) rt0::sleep(some(random, 200));
    const std::byte b{static_cast<unsigned char>(i)};
    CHECK(bool(writer.write(std::span(&b, 1))));
  }
  reading.wait();
  std::atomic<bool> ran{false};
  rt0::go([&ran] { ran = true; });
  rt0::blocking([&ran] {
    while (!ran) {
    }
  });
  return n + 1;
}

// Blocks are filled by one goroutine, checked and freed by another.
inline long memory(Random& random) {
  struct Block {
    unsigned char* at;
    std::size_t size;
  };
  auto blocks = rt0::make_chan<Block>(16);
  const int n = 400;
  rt0::go([blocks, own = Random(random())]() mutable {
    for (int i = 0; i < n; i++) {
      const std::size_t size = own() % 50 == 0 ? 1 + own() % 200'000 : 1 + own() % 3000;
      auto* at = static_cast<unsigned char*>(rt0::malloc(size));
      CHECK(at != nullptr);
      std::memset(at, static_cast<int>(size % 251), size);
      blocks.send({at, size});
    }
    blocks.close();
  });
  int seen = 0;
  for (Block b : blocks) {
    for (std::size_t i = 0; i < b.size; i += 97) CHECK(b.at[i] == b.size % 251);
    CHECK(b.at[b.size - 1] == b.size % 251);
    rt0::free(b.at);
    seen++;
  }
  CHECK(seen == n);
  return n;
}

// Stacks that are used to their depth, of the usual size and larger; and goroutines that end by goexit.
inline int deep(int left) {
  volatile char frame[1000];
  std::memset(const_cast<char*>(frame), left, sizeof frame);
  return left == 0 ? frame[7] : deep(left - 1) + 1 + 0 * frame[left % 1000];
}

inline long stacks(Random& random) {
  rt0::wait_group all;
  for (int i = 0; i < 4; i++) {
    all.add(2);
    const int depth = static_cast<int>(random() % 150);
    rt0::go([&all, depth] {
      CHECK(deep(depth) == depth);
      all.done();
    });
    rt0::go({.stack_size = 2 << 20}, [&all, depth] {
      rt0::defer last{[&] { all.done(); }};
      CHECK(deep(8 * depth) == 8 * depth);
      rt0::goexit();
    });
  }
  all.wait();
  return 8;
}

}  // namespace soak
