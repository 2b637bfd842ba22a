// examples/sieve.cc - prime numbers by a chain of goroutines, one filter for each prime found.
//
// After the prime sieve of Hoare's "Communicating Sequential Processes" (1978) and of Go's examples.
// An argument says how many primes; 100 without.
// Layer: examples.
#include <rt0/rt0.h>

#include <charconv>

namespace {

// Sends 2, 3, 4, ... until nobody can want more.
void generate(rt0::chan<int> to, rt0::chan<bool> stop) {
  for (int n = 2;; n++) {
    const std::size_t which = rt0::select(rt0::on_send(to, n), rt0::on_recv(stop));
    if (which == 1) return to.close();
  }
}

// Passes on what prime does not divide. It drains its input, so that the chain before it can end.
void filter(rt0::chan<int> from, rt0::chan<int> to, int prime, rt0::chan<bool> stop) {
  for (int n : from) {
    if (n % prime == 0) continue;
    rt0::select(rt0::on_send(to, n), rt0::on_recv(stop));
  }
  to.close();
}

}  // namespace

int main() {
  int count = 100;
  if (rt0::args().size() > 1) {
    const std::string_view text = rt0::args()[1];
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), count);
    if (parsed.ec != std::errc() || parsed.ptr != text.data() + text.size() || count < 0) {
      rt0::eprintln("sieve: '{}' is not a number of primes", text);
      return 1;
    }
  }
  auto stop = rt0::make_chan<bool>();
  auto numbers = rt0::make_chan<int>();
  rt0::go(generate, numbers, stop);
  for (int i = 0; i < count; i++) {
    const int prime = *numbers.recv();
    rt0::println("{}", prime);
    auto rest = rt0::make_chan<int>();
    rt0::go(filter, numbers, rest, prime, stop);
    numbers = rest;
  }
  stop.close();
}
