// tests/programs/std/unordered_set.cc - <unordered_set>: sets and multisets by hash, of text too.
#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "../check.h"

// Looked up by string_view without making a string.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view s) const { return std::hash<std::string_view>()(s); }
};

int main() {
  std::unordered_set<int> s;
  for (int i = 0; i < 10000; i++) s.insert(i * i % 7919);
  std::vector<int> v(s.begin(), s.end());
  std::sort(v.begin(), v.end());
  CHECK(std::unique(v.begin(), v.end()) == v.end() && v.size() == s.size() && s.contains(4) &&
        v.size() == 3960);
  CHECK(s.erase(4) == 1 && s.find(4) == s.end());
  std::unordered_set<std::string, TextHash, std::equal_to<>> words;
  for (int i = 0; i < 3000; i++) words.insert("word number " + std::to_string(i % 1000));
  CHECK(words.size() == 1000 && words.find(std::string_view("word number 999")) != words.end());
  std::size_t in_buckets = 0;
  for (std::size_t b = 0; b < words.bucket_count(); b++) in_buckets += words.bucket_size(b);
  CHECK(in_buckets == 1000);
  std::unordered_multiset<std::string> m = {"a", "b", "a"};
  CHECK(m.count("a") == 2 && m.size() == 3);
  auto node = m.extract("b");
  node.value() = "c";
  m.insert(std::move(node));
  CHECK(m.contains("c") && !m.contains("b"));
  std::unordered_set<int> a = {1, 2, 3}, b = {3, 2, 1};
  CHECK(a == b && std::erase_if(a, [](int x) { return x > 1; }) == 2 && a != b);
  a.merge(b);
  CHECK(a.size() == 3 && b.size() == 1);
  // Text of every length hashes to its own value.
  std::unordered_set<std::size_t> hashes;
  for (std::size_t n = 0; n < 200; n++) hashes.insert(std::hash<std::string>()(std::string(n, 'x')));
  CHECK(hashes.size() == 200);
  return check_done("unordered_set");
}
