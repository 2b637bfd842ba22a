// tests/programs/std/unordered_map.cc - <unordered_map>: growth, rehash, erasing while walking, a long run
// against a model.
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>

#include "../check.h"

struct Point {
  int x, y;
  bool operator==(const Point&) const = default;
};
struct PointHash {
  std::size_t operator()(const Point& p) const { return static_cast<std::size_t>(p.x * 31 + p.y); }
};

static void basics() {
  std::unordered_map<std::string, int> m = {{"one", 1}, {"two", 2}};
  m["three"] = 3;
  CHECK(m.size() == 3 && m.at("two") == 2 && m.contains("one") && m.find("four") == m.end());
  CHECK(!m.emplace("one", 9).second && m.insert_or_assign("one", 11).first->second == 11);
  CHECK(m.erase("two") == 1 && m.count("two") == 0);
  m.reserve(1000);
  CHECK(m.bucket_count() >= 1000 && m.at("three") == 3);
  m.max_load_factor(0.5f);
  for (int i = 0; i < 5000; i++) m[std::to_string(i)] = i;
  CHECK(m.load_factor() <= 0.5f && m["4999"] == 4999);
  for (auto it = m.begin(); it != m.end();) it = it->second % 2 ? m.erase(it) : std::next(it);
  CHECK(!m.contains("4999") && m.contains("4998"));
  std::unordered_map<Point, int, PointHash> points;
  for (int x = 0; x < 50; x++) {
    for (int y = 0; y < 50; y++) points[{x, y}] = x * y;
  }
  CHECK(points.size() == 2500 && (points[{7, 8}]) == 56);
  std::unordered_multimap<int, int> mm;
  for (int i = 0; i < 100; i++) mm.emplace(i % 10, i);
  CHECK(mm.count(3) == 10 && mm.erase(3) == 10 && mm.size() == 90);
  auto copy = points;
  CHECK(copy == points && copy.extract({1, 1}).mapped() == 1 && copy != points);
}

static void against_model() {
  std::unordered_map<std::uint64_t, std::uint64_t> m;
  std::map<std::uint64_t, std::uint64_t> model;
  std::uint64_t state = 1;
  for (int i = 0; i < 100000; i++) {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    const std::uint64_t key = state >> 50;
    if ((state >> 40 & 3) == 0) {
      CHECK(m.erase(key) == model.erase(key));
    } else {
      m[key] = state;
      model[key] = state;
    }
  }
  CHECK(m.size() == model.size());
  bool same = true;
  for (auto& [k, v] : model) same = same && m.at(k) == v;
  CHECK(same && m.load_factor() <= 1.0f);
  m.clear();
  m.rehash(0);
  CHECK(m.empty());
}

int main() {
  basics();
  against_model();
  return check_done("unordered_map");
}
