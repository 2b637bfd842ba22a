// tests/unit/examples/wc_count_test.cc - counting in stretches equals counting byte by byte.
//
// The reference is wc's rules in their plainest form, one character after another. Random texts from
// several alphabets are counted whole and in random stretches. The seed is printed when one fails.
// Layer: tests.
#include "examples/wc_count.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <random>
#include <string>
#include <vector>

namespace {

wc::Characters characters;

const std::uint8_t* bytes_of(const std::string& s) { return reinterpret_cast<const std::uint8_t*>(s.data()); }

// Reads the text with the rules of GNU wc's loop.
wc::Totals plainly(const std::string& text, bool utf8) {
  wc::Totals t;
  t.bytes = text.size();
  bool in_word = false;
  std::uint64_t column = 0;
  const std::uint8_t* at = bytes_of(text);
  const std::uint8_t* const end = at + text.size();
  while (at != end) {
    std::uint32_t c = *at;
    const std::size_t length = utf8 ? wc::decode(at, end, c) : 1;
    at += length == 0 ? 1 : length;
    if (length == 0) continue;
    t.chars += utf8;
    const bool ends_line = c == '\n' || c == '\r' || c == '\f';
    std::uint8_t is = 0;
    if (c < 0x80) is = c >= 0x20 && c < 0x7f ? wc::kPrint | 1 : 0;
    else if (utf8) is = characters.properties(c);
    t.lines += c == '\n';
    if (c == '\t') column = wc::next_tab_stop(column);
    else column += is & wc::kWidth;
    if (column > t.longest) t.longest = column;
    if (ends_line) column = 0;
    if (ends_line || c == '\t' || c == '\v' || c == ' ' || (is & wc::kSpace) != 0) {
      in_word = false;
    } else if ((is & wc::kPrint) != 0) {
      t.words += !in_word;
      in_word = true;
    }
  }
  return t;
}

// Counts text in stretches of at most `most` bytes, as wc cuts a file.
wc::Totals in_stretches(const std::string& text, const wc::Options& options, std::size_t most,
                        std::mt19937& random) {
  wc::Totals t;
  wc::Counter counter(options, characters);
  const std::uint8_t* const begin = bytes_of(text);
  const std::uint8_t* const limit = begin + text.size();
  for (const std::uint8_t* at = begin; at != limit;) {
    const std::size_t n = std::min<std::size_t>(1 + random() % most, static_cast<std::size_t>(limit - at));
    const std::uint8_t* end = at + n;
    if (options.utf8 && end != limit) end = wc::character_start(end, begin, limit);
    t.append(counter.count(at, end, limit));
    at = end;
  }
  return t;
}

std::string random_text(std::mt19937& random) {
  static const std::vector<std::vector<std::string>> kAlphabets = {
      {"word", " ", "\n", "a", "longer-word", "\t"},
      {"a", " ", "\n", "\t", "\r", "\f", "\v", "\x01", "\x7f", "\x80", "\xff"},
      {"\u00e9", "\u4e2d", "\u00a0", "\u2028", "\u3000", "\u0300", "\u200b", "x", " ", "\n", "\U0001f600"},
      {"\x80", "\xbf", "\xc2", "\xe0", "\xed", "\xa0", "\xf0", "\x90", "\xf8", "\xfc", "\x84", "\xff", "a",
       " "},
  };
  const auto& alphabet = kAlphabets[random() % kAlphabets.size()];
  const auto& rare = kAlphabets[random() % kAlphabets.size()];
  const std::size_t one_in = 1 + random() % 200;
  std::string text;
  for (std::size_t left = random() % 3000; left > 0; left--) {
    const auto& from = random() % one_in == 0 ? rare : alphabet;
    text += from[random() % from.size()];
  }
  return text;
}

}  // namespace

Test(wc_count, stretches_add_up_to_the_whole) {
  for (unsigned seed = 1; seed <= 600; seed++) {
    std::mt19937 random(seed);
    const std::string text = random_text(random);
    for (unsigned bits = 0; bits < 16; bits++) {
      const wc::Options options{.words = (bits & 1) != 0,
                                .chars = (bits & 2) != 0,
                                .columns = (bits & 4) != 0,
                                .utf8 = (bits & 8) != 0};
      const wc::Totals want = plainly(text, options.utf8);
      for (std::size_t most : {std::size_t{1} << 20, std::size_t{1} + random() % 300}) {
        const wc::Totals got = in_stretches(text, options, most, random);
        cr_assert(got.bytes == want.bytes && got.lines == want.lines, "seed %u bits %u", seed, bits);
        if (options.words) cr_assert(got.words == want.words, "words: seed %u bits %u", seed, bits);
        if (options.columns) cr_assert(got.longest == want.longest, "columns: seed %u bits %u", seed, bits);
        if (options.chars && options.utf8)
          cr_assert(got.chars == want.chars, "chars: seed %u bits %u", seed, bits);
      }
    }
  }
}

Test(wc_count, utf8_is_what_mbrtowc_reads) {
  struct {
    const char* text;
    std::size_t length;
  } const cases[] = {
      {"a", 1},
      {"\xc2\x80", 2},
      {"\xc1\xbf", 0},
      {"\xe0\xa0\x80", 3},
      {"\xe0\x9f\xbf", 0},
      {"\xed\x9f\xbf", 3},
      {"\xed\xa0\x80", 0},
      {"\xf0\x90\x80\x80", 4},
      {"\xf4\x90\x80\x80", 4},
      {"\xf0\x8f\xbf\xbf", 0},
      {"\xf8\x88\x80\x80\x80", 5},
      {"\xfc\x84\x80\x80\x80\x80", 6},
      {"\xfe", 0},
      {"\x80", 0},
      {"\xe4\xb8", 0},
  };
  for (const auto& c : cases) {
    std::uint32_t decoded;
    const auto* at = reinterpret_cast<const std::uint8_t*>(c.text);
    const std::size_t length = wc::decode(at, at + std::strlen(c.text), decoded);
    cr_expect(length == c.length, "%zu for %02x %02x", length, at[0], at[1]);
  }
}
