// tests/stress/channels.cc - channels and selects under churn, for as many seconds as the first argument
// says.
//
//     rt0-c++ -O2 tests/stress/channels.cc -o channels && GOMAXPROCS=4 ./channels 60
//
// Each round makes channels of random capacity, plain and of strings, lets random kinds of senders and
// receivers (plain, try, select over all) loose on them, closes them, and checks that every value arrived
// once. Layer: tests.
#include <random>
#include <string>
#include <vector>

#include "../programs/waiting.h"

template <class T>
struct round_of {
  static T make(int v) {
    if constexpr (std::is_same_v<T, int>)
      return v;
    else
      return std::string(20, '0') + std::to_string(v);
  }
  static int number(const T& v) {
    if constexpr (std::is_same_v<T, int>)
      return v;
    else
      return std::atoi(v.c_str());
  }

  void send(std::minstd_rand& random, int v) {
    switch (random() % 3) {
      case 0:
        c[random() % 3].send(make(v));
        break;
      case 1: {
        T value = make(v);
        while (!c[random() % 3].try_send(std::move(value))) rt0::gosched();
        break;
      }
      default: {
        T value = make(v);
        rt0::select(rt0::on_send(c[0], std::move(value)), rt0::on_send(c[1], std::move(value)),
                    rt0::on_send(c[2], std::move(value)));
      }
    }
  }
  void note(const T& v) {
    CHECK(__atomic_fetch_add(&seen[static_cast<std::size_t>(number(v))], 1, __ATOMIC_RELAXED) == 0);
  }
  void receive_all(std::minstd_rand random) {
    rt0::chan<T> d[3] = {c[0], c[1], c[2]};
    while (d[0] || d[1] || d[2]) {
      auto take = [&](int i) {
        return [&, i](std::optional<T> v) {
          if (v)
            note(*v);
          else
            d[i] = {};
        };
      };
      std::optional<T> v;
      const std::size_t i = random() % 3;
      if (random() % 2 == 0 && d[i] && d[i].try_recv(v)) {
        if (v)
          note(*v);
        else
          d[i] = {};
      } else {
        rt0::select(rt0::on_recv(d[0], take(0)), rt0::on_recv(d[1], take(1)), rt0::on_recv(d[2], take(2)));
      }
    }
  }

  void run(unsigned seed) {
    std::minstd_rand random(seed);
    const int senders = 1 + static_cast<int>(random() % 6), receivers = 1 + static_cast<int>(random() % 6);
    const int each = 1 + static_cast<int>(random() % 300);
    seen.assign(static_cast<std::size_t>(senders * each), 0);
    for (auto& one : c) one = rt0::make_chan<T>(random() % 4 == 0 ? random() % 20 : random() % 3);
    rt0::wait_group sending, receiving;
    for (int s = 0; s < senders; s++) {
      sending.go([this, s, each, own = std::minstd_rand(random())]() mutable {
        for (int i = 0; i < each; i++) send(own, s * each + i);
      });
    }
    for (int r = 0; r < receivers; r++)
      receiving.go([this, own = std::minstd_rand(random())] { receive_all(own); });
    sending.wait();
    for (auto& one : c) one.close();
    receiving.wait();
    for (int n : seen) CHECK(n == 1);
  }

  rt0::chan<T> c[3];
  std::vector<int> seen;
};

int main(int argc, char** argv) {
  const auto end = rt0::steady_clock::now() + std::chrono::seconds(argc > 1 ? std::atoi(argv[1]) : 10);
  unsigned rounds = 0;
  for (; rt0::steady_clock::now() < end; rounds++) {
    round_of<int>().run(rounds + 1);
    round_of<std::string>().run(rounds + 1);
  }
  rt0::println("{} rounds", rounds);
}
