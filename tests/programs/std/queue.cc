// tests/programs/std/queue.cc - <queue>, <stack>: first in first out, by priority, last in first out.
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <queue>
#include <stack>
#include <string>
#include <vector>

#include "../check.h"

int main() {
  std::queue<std::string> q;
  for (int i = 0; i < 1000; i++) q.push(std::to_string(i));
  bool in_order = true;
  for (int i = 0; !q.empty(); i++, q.pop()) in_order = in_order && q.front() == std::to_string(i);
  CHECK(in_order);
  std::queue<int, std::list<int>> on_list;
  on_list.emplace(1);
  on_list.emplace(2);
  CHECK(on_list.front() == 1 && on_list.back() == 2 && on_list.size() == 2);

  std::priority_queue<int> top;
  std::priority_queue<std::pair<int, std::string>, std::vector<std::pair<int, std::string>>, std::greater<>>
      least;
  std::uint32_t state = 5;
  for (int i = 0; i < 2000; i++) {
    state = state * 1664525u + 1013904223u;
    top.push(static_cast<int>(state >> 12));
    least.emplace(static_cast<int>(state >> 12), "x");
  }
  int last = top.top();
  bool falling = true, rising = true;
  for (; !top.empty(); top.pop()) {
    falling = falling && top.top() <= last;
    last = top.top();
  }
  for (last = least.top().first; !least.empty(); least.pop()) {
    rising = rising && least.top().first >= last;
    last = least.top().first;
  }
  CHECK(falling && rising);

  // Dijkstra on a grid.
  constexpr int kSide = 30;
  std::vector<int> distance(kSide * kSide, 1 << 20);
  std::priority_queue<std::pair<int, int>, std::vector<std::pair<int, int>>, std::greater<>> open;
  open.push({0, 0});
  distance[0] = 0;
  while (!open.empty()) {
    auto [d, at] = open.top();
    open.pop();
    if (d > distance[static_cast<std::size_t>(at)]) continue;
    for (int step : {1, -1, kSide, -kSide}) {
      const int to = at + step;
      if (to < 0 || to >= kSide * kSide || (at % kSide == 0 && step == -1) || (to % kSide == 0 && step == 1))
        continue;
      if (d + 1 < distance[static_cast<std::size_t>(to)])
        open.push({distance[static_cast<std::size_t>(to)] = d + 1, to});
    }
  }
  CHECK(distance[kSide * kSide - 1] == 2 * (kSide - 1));
  return check_done("queue");
}
