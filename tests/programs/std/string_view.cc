// tests/programs/std/string_view.cc - <string_view>: looking at text without owning it.
#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "../check.h"

static std::vector<std::string_view> split(std::string_view s, char by) {
  std::vector<std::string_view> out;
  for (;;) {
    const auto at = s.find(by);
    out.push_back(s.substr(0, at));
    if (at == s.npos) return out;
    s.remove_prefix(at + 1);
  }
}

int main() {
  using namespace std::string_view_literals;
  const auto parts = split("GET /index.html HTTP/1.1", ' ');
  CHECK(parts.size() == 3 && parts[1] == "/index.html" && parts[2].starts_with("HTTP/"));
  constexpr std::string_view s = "find the needle in the haystack";
  static_assert(s.size() == 31 && s.find("needle") == 9 && s.substr(0, 4) == "find");
  CHECK(s.rfind("the") == 19 && s.find_first_of("xyz") == 25 && s.find_last_of('n') == 17 &&
        s.find("absent") == s.npos);
  CHECK(s.compare("find") > 0 && s.ends_with("stack") && s.front() == 'f' && s.back() == 'k');
  std::string_view t = s;
  t.remove_suffix(9);
  CHECK(t.ends_with("the") && t < s && t.data() == s.data());
  CHECK("a\0b"sv.size() == 3 && std::string_view().empty() && std::string(t).size() == 22);
  std::unordered_map<std::string_view, int> counts;
  for (auto w : split("a b a c a b", ' ')) counts[w]++;
  CHECK(counts["a"] == 3 && counts["b"] == 2);
  CHECK(std::count(s.begin(), s.end(), 'e') == 5);
  std::wstring_view wide = L"wide";
  CHECK(wide.find(L'd') == 2 && std::u16string_view(u"abc").size() == 3);
  return check_done("string_view");
}
