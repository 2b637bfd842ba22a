// tests/programs/std/stack.cc - <stack>: last in first out, over several containers, with move-only values.
#include <memory>
#include <stack>
#include <string>
#include <vector>

#include "../check.h"

// Reverse Polish notation.
static long evaluate(const std::string& text) {
  std::stack<long> s;
  for (std::size_t i = 0; i < text.size(); i++) {
    const char c = text[i];
    if (c == ' ') continue;
    if (c >= '0' && c <= '9') {
      long n = 0;
      for (; text[i] >= '0' && text[i] <= '9'; i++) n = n * 10 + text[i] - '0';
      i--;
      s.push(n);
      continue;
    }
    const long b = s.top();
    s.pop();
    const long a = s.top();
    s.pop();
    s.push(c == '+' ? a + b : c == '-' ? a - b : a * b);
  }
  return s.top();
}

int main() {
  CHECK(evaluate("3 4 + 2 * 7 -") == 7 && evaluate("100 99 -") == 1);
  std::stack<std::string, std::vector<std::string>> s;
  for (int i = 0; i < 500; i++) s.emplace(static_cast<std::size_t>(i), 'x');
  CHECK(s.size() == 500 && s.top().size() == 499);
  auto copy = s;
  s.pop();
  CHECK(copy > s && copy != s);
  std::stack<std::unique_ptr<int>> owners;
  owners.push(std::make_unique<int>(1));
  owners.push(std::make_unique<int>(2));
  auto top = std::move(owners.top());
  owners.pop();
  CHECK(*top == 2 && *owners.top() == 1);
  return check_done("stack");
}
