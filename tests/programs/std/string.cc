// tests/programs/std/string.cc - <string>: growing, finding, replacing, numbers to and from text, other
// character types.
#include <algorithm>
#include <climits>
#include <map>
#include <string>
#include <vector>

#include "../check.h"

static void editing() {
  std::string s = "hello";
  s += ", world";
  s.append(3, '!').insert(5, " there").erase(0, 1);
  CHECK(s == "ello there, world!!!");
  s.replace(0, 4, "Howdy");
  CHECK(s == "Howdy there, world!!!" && s.find("there") == 6 && s.rfind('!') == 20 && s.find('z') == s.npos);
  CHECK(s.find_first_of(",!") == 11 && s.find_last_not_of('!') == 17 && s.substr(6, 5) == "there");
  CHECK(s.starts_with("Howdy") && s.ends_with("!!!") && s.compare(0, 5, "Howdy") == 0);
  s.resize(5);
  s.reserve(1000);
  CHECK(s == "Howdy" && s.capacity() >= 1000);
  s.shrink_to_fit();
  std::string self = "abc";
  self.append(self).insert(3, self);
  CHECK(self == "abcabcabcabc");
  self.replace(1, 2, self);
  CHECK(self == "aabcabcabcabcabcabcabc");
  std::string big;
  for (int i = 0; i < 10000; i++) big.push_back(static_cast<char>('a' + i % 26));
  CHECK(big.size() == 10000 && std::count(big.begin(), big.end(), 'a') == 385);
  std::string copy = big, moved = std::move(big);
  CHECK(copy == moved && big.empty());
  copy.clear();
  copy.swap(moved);
  CHECK(copy[9999] == 'p' && moved.empty());
  char raw[4] = {};
  CHECK(copy.copy(raw, 3, 26) == 3 && std::string(raw) == "abc");
  CHECK(std::erase(copy, 'a') == 385 && copy.find('a') == copy.npos);
}

static void numbers() {
  CHECK(std::to_string(-42) == "-42" && std::to_string(ULLONG_MAX) == "18446744073709551615");
  CHECK(std::to_string(INT_MIN) == "-2147483648" && std::to_string(0u) == "0");
  std::size_t used = 0;
  CHECK(std::stoi("  77 apples", &used) == 77 && used == 4);
  CHECK(std::stol("-100") == -100 && std::stoull("ff", nullptr, 16) == 255 &&
        std::stoll("0x10", nullptr, 0) == 16);
}

static void comparing() {
  std::string a = "apple", b = "banana";
  CHECK(a < b && a != b && a + b == "applebanana" && "x" + a == "xapple" && (a <=> "apple") == 0);
  CHECK(std::string("a\0b", 3).size() == 3 && std::string("a\0b", 3) != "a");
  std::map<std::string, int> counts;
  for (const char* w : {"the", "cat", "the", "dog", "the"}) counts[w]++;
  CHECK(counts["the"] == 3);
  std::vector<std::string> v = {"pear", "fig", "a long name for some fruit or other"};
  std::sort(v.begin(), v.end(), [](auto& x, auto& y) { return x.size() < y.size(); });
  CHECK(v[0] == "fig");
  CHECK(std::hash<std::string>()(a) == std::hash<std::string>()(std::string("apple")));
}

static void other_types() {
  std::wstring w = L"wide";
  w += L" text";
  CHECK(w.size() == 9 && w.find(L"text") == 5 && w < L"xide");
  std::u16string u16 = u"sixteen";
  std::u32string u32(100, U'x');
  std::u8string u8 = u8"\u00e9";
  CHECK(u16.substr(3) == u"teen" && u32.size() == 100 && u8.size() == 2);
  using namespace std::string_literals;
  CHECK("a\0b"s.size() == 3);
}

int main() {
  editing();
  numbers();
  comparing();
  other_types();
  return check_done("string");
}
