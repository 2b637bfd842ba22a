// kernel_iface/text.cc - see text.h.
//
// Layer: kernel_iface.
#include "kernel_iface/text.h"

#include "kernel_iface/file.h"

namespace rt {

static bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view cut_at(std::string_view* text, char at) {
  const char* const begin = text->data();
  const usize size = text->size();
  usize n = 0;
  while (n < size && begin[n] != at) n++;
  text->remove_prefix(n < size ? n + 1 : n);
  return {begin, n};
}

i64 take_number(std::string_view* text) {
  while (!text->empty() && text->front() == ' ') text->remove_prefix(1);
  i64 n = -1;
  while (!text->empty() && is_digit(text->front()) && n < INT64_MAX / 20) {
    n = (n < 0 ? 0 : n * 10) + (text->front() - '0');
    text->remove_prefix(1);
  }
  return n;
}

bool parse_number(std::string_view text, i64* out) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  if (text.empty() || text.size() > 18 || !is_digit(text.front())) return false;
  const i64 n = take_number(&text);
  if (!text.empty()) return false;
  *out = negative ? -n : n;
  return true;
}

bool same(std::string_view a, std::string_view b) {
  usize n = 0;
  if (a.size() != b.size()) return false;
  while (n < a.size() && a[n] == b[n]) n++;
  return n == a.size();
}

i32 word_index(const char* words, std::string_view word) {
  for (i32 i = 0; *words != 0; i++) {
    usize n = 0;
    while (words[n] > ' ') n++;
    if (same({words, n}, word)) return i;
    words += words[n] == 0 ? n : n + 1;
  }
  return -1;
}

std::string_view read_small(const char* path, char* into, usize bytes) {
  const Result<i32> fd = kernel::open(path, kernel::kOpenRdonly | kernel::kOpenCloexec);
  if (!fd.ok()) return {};
  const Result<usize> got = kernel::read(fd.value(), into, bytes);
  // Nothing follows from a close that fails: the descriptor is gone all the same.
  static_cast<void>(kernel::close(fd.value()));
  return {into, got.value_or(0)};
}

}  // namespace rt
