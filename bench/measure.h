// bench/measure.h - how the rows are timed and printed: sizes, repetitions, medians.
//
// A row is `name_wK<TAB>median<TAB>unit`, K being the number of Ps, and a line with the extremes, as the
// peers' benchmarks print them. Layer: bench.
#pragma once
#include <rt0/rt0.h>

#include <algorithm>
#include <charconv>
#include <string_view>
#include <vector>

namespace bench {

// How often a job is measured in one process; the table takes fewer, of several processes.
inline int repetitions() {
  const auto text = rt0::getenv("BENCH_REPS").value_or("");
  int n = 0;
  std::from_chars(text.data(), text.data() + text.size(), n);
  return n > 0 ? n : 9;
}

inline std::int64_t now_ns() { return rt0::steady_clock::now().time_since_epoch().count(); }

inline void check(bool ok, const char* row) {
  if (!ok) rt0::panic(row);
}

// A value in hundredths of its unit, so that no floating-point text is needed.
struct hundredths {
  std::int64_t n;
};

inline std::string text(hundredths v) { return rt0::format("{}.{:02}", v.n / 100, v.n % 100); }

inline void report(std::string_view name, std::vector<std::int64_t> values, std::string_view unit, long n) {
  std::sort(values.begin(), values.end());
  const int workers = rt0::gomaxprocs();
  auto at = [&](std::size_t i) { return text({values[i]}); };
  rt0::println("{}_w{}\t{}\t{}", name, workers, at(values.size() / 2), unit);
  rt0::println("# {}_w{} min={} max={} reps={} n={}", name, workers, at(0), at(values.size() - 1), values.size(), n);
}

// per_op sizes the work so that one repetition lasts about 0.3 s; the row is in ns per operation.
template <class F>
void per_op(std::string_view name, long nominal, F run) {
  static constexpr long kMultiple = 1600;
  auto rounded = [](long n) { return std::max(kMultiple, (n + kMultiple - 1) / kMultiple * kMultiple); };
  long n = rounded(nominal / 200);
  std::int64_t d;
  for (;;) {
    const std::int64_t begin = now_ns();
    run(n);
    d = now_ns() - begin;
    if (d > 40'000'000 || n >= nominal * 16) break;
    n *= 4;
  }
  n = rounded(static_cast<long>(static_cast<double>(n) * 3e8 / static_cast<double>(d)));
  std::vector<std::int64_t> values;
  for (int i = repetitions(); i > 0; i--) {
    const std::int64_t begin = now_ns();
    run(n);
    values.push_back((now_ns() - begin) * 100 / n);
  }
  report(name, std::move(values), "ns/op", n);
}

// whole times one job of a fixed size, in ms.
template <class F>
void whole(std::string_view name, long n, F run) {
  run();
  std::vector<std::int64_t> values;
  for (int i = repetitions(); i > 0; i--) {
    const std::int64_t begin = now_ns();
    run();
    values.push_back((now_ns() - begin) / 10'000);
  }
  report(name, std::move(values), "ms", n);
}

}  // namespace bench
