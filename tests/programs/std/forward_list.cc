// tests/programs/std/forward_list.cc - <forward_list>: inserting after, splicing, sorting, removing.
#include <forward_list>
#include <iterator>
#include <string>

#include "../check.h"

int main() {
  std::forward_list<int> l = {3, 1, 2};
  l.push_front(9);
  l.insert_after(l.before_begin(), 8);
  CHECK(l == (std::forward_list<int>{8, 9, 3, 1, 2}));
  l.sort();
  CHECK(l == (std::forward_list<int>{1, 2, 3, 8, 9}));
  std::forward_list<int> other = {2, 4, 6};
  l.merge(other);
  CHECK(other.empty() && std::distance(l.begin(), l.end()) == 8);
  l.unique();
  l.reverse();
  CHECK(l == (std::forward_list<int>{9, 8, 6, 4, 3, 2, 1}));
  CHECK(l.remove_if([](int x) { return x % 2 == 0; }) == 4);
  l.erase_after(l.begin());
  CHECK(l == (std::forward_list<int>{9, 1}));
  std::forward_list<int> tail = {5, 6};
  l.splice_after(l.begin(), tail, tail.before_begin());
  CHECK(l == (std::forward_list<int>{9, 5, 1}) && tail.front() == 6);
  std::forward_list<std::string> s;
  for (int i = 0; i < 1000; i++) s.emplace_front(static_cast<std::size_t>(i % 50), 'x');
  s.sort([](const auto& a, const auto& b) { return a.size() < b.size(); });
  CHECK(s.front().empty() && std::distance(s.begin(), s.end()) == 1000);
  CHECK(std::erase(s, "") == 20);
  s.resize(3);
  CHECK(std::distance(s.begin(), s.end()) == 3 && s < std::forward_list<std::string>{"y"});
  return check_done("forward_list");
}
