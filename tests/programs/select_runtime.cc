// tests/programs/select_runtime.cc - select over cases whose number is known when the program runs.
//
// Few and many cases, small and large values, and what happens to the cases that did not run.
#include <string>
#include <vector>

#include "waiting.h"

static void cases_run_by_index() {
  auto a = rt0::make_chan<int>(1);
  auto s = rt0::make_chan<std::string>(1);
  std::optional<int> got = 9;
  std::string text = "a string that is too long for the small buffer";
  rt0::select_case cases[] = {rt0::select_recv(a, got), rt0::select_send(s, text), {}};
  CHECK(rt0::select(cases) == 1);
  CHECK(text.empty() && s.recv()->size() == 46 && got == 9);
  a.send(3);
  s.send("full");
  text = "stays";
  CHECK(rt0::select(cases) == 0 && got == 3 && text == "stays");
  CHECK(!rt0::try_select(cases) && got == 3 && text == "stays");
  a.close();
  CHECK(rt0::try_select(cases) == 0u && !got);
}

static void empty_cases_are_never_ready() {
  std::vector<rt0::select_case> cases(5);
  CHECK(!rt0::try_select(cases));
  CHECK(!rt0::try_select({}));
  rt0::chan<int> nil;
  std::optional<int> v = 1;
  cases[2] = rt0::select_recv(nil, v);
  CHECK(!rt0::try_select(cases) && v == 1);
  auto c = rt0::make_chan<int>();
  cases[3] = rt0::select_recv(c, v);
  rt0::go([=] { c.send(4); });
  CHECK(rt0::select(cases) == 3 && v == 4);
}

static void a_case_keeps_its_channel() {
  std::optional<rt0::steady_clock::time_point> t;
  std::vector<rt0::select_case> cases;
  cases.push_back(rt0::select_recv(rt0::after(std::chrono::milliseconds(3)), t));
  for (int i = 0; i < 10; i++) cases.push_back(cases.front());
  CHECK(rt0::select(cases) < cases.size() && t);
}

static void many_channels() {
  constexpr std::size_t kChannels = 300;
  std::vector<rt0::chan<int>> channels(kChannels);
  std::vector<std::optional<int>> values(kChannels);
  std::vector<rt0::select_case> cases;
  for (std::size_t i = 0; i < kChannels; i++) {
    channels[i] = rt0::make_chan<int>(i % 2);
    cases.push_back(rt0::select_recv(channels[i], values[i]));
  }
  for (std::size_t i = 0; i < kChannels; i += 7) {
    rt0::go([=] { channels[i].send(static_cast<int>(i)); });
    std::size_t ran = rt0::select(cases);
    CHECK(ran == i && values[i] == static_cast<int>(i));
    values[i].reset();
  }
  for (auto& v : values) CHECK(!v);
}

struct alignas(128) huge {
  explicit huge(int n) : text(std::to_string(n)) {}
  std::string text;
  char filler[2000] = {};
};

static void large_values() {
  auto a = rt0::make_chan<huge>(), b = rt0::make_chan<huge>(2);
  std::optional<huge> into_a, into_b;
  rt0::select_case cases[] = {rt0::select_recv(a, into_a), rt0::select_recv(b, into_b)};
  rt0::go([=] { a.send(huge(1)); });
  CHECK(rt0::select(cases) == 0 && into_a->text == "1" && !into_b);
  huge two(2);
  b.send(std::move(two));
  CHECK(rt0::select(cases) == 1 && into_b->text == "2" && into_a->text == "1");
}

static void both_directions_at_once() {
  constexpr int kRounds = 2000;
  auto a = rt0::make_chan<int>(), b = rt0::make_chan<int>();
  rt0::wait_group all;
  long received = 0;
  for (int g = 0; g < 2; g++) {
    all.go([&, a, b] {
      std::optional<int> v;
      int one = 1;
      rt0::select_case cases[] = {rt0::select_recv(a, v), rt0::select_send(b, one)};
      for (int i = 0; i < kRounds; i++) {
        if (rt0::select(cases) == 0) __atomic_fetch_add(&received, *v, __ATOMIC_RELAXED);
      }
    });
    all.go([&, a, b] {
      std::optional<int> v;
      int one = 1;
      rt0::select_case cases[] = {rt0::select_send(a, one), rt0::select_recv(b, v)};
      for (int i = 0; i < kRounds; i++) {
        if (rt0::select(cases) == 1) __atomic_fetch_add(&received, *v, __ATOMIC_RELAXED);
      }
    });
  }
  all.wait();
  CHECK(received == 2 * kRounds);
}

int main() {
  cases_run_by_index();
  empty_cases_are_never_ready();
  a_case_keeps_its_channel();
  many_channels();
  large_values();
  both_directions_at_once();
}
