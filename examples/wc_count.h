// examples/wc_count.h - counting one stretch of text, so that stretches can be put together again.
//
// A stretch knows nothing of what was before it. Its Summary says what it would do to a word that is
// open and to a column that is not 0, and Totals applies summaries in order. The words are GNU wc's: a
// word begins at a printable character after a space; other characters (controls, bytes that are no
// UTF-8) neither begin nor end one.
// Layer: examples.
#pragma once
#include <rt0/bytes.h>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

#include "wc_chars.h"
#include "wc_vector.h"

namespace wc {

struct Options {
  bool words = false;
  bool chars = false;    // of UTF-8; in the C locale they are the bytes
  bool columns = false;  // the longest line's
  bool utf8 = false;
};

// The first or last thing in a stretch that matters to words.
enum class Edge : std::uint8_t { nothing, space, printable };

struct Summary {
  std::uint64_t bytes = 0;
  std::uint64_t lines = 0;
  std::uint64_t chars = 0;
  std::uint64_t words = 0;  // as if no word were open at the beginning
  Edge first = Edge::nothing;
  Edge last = Edge::nothing;

  // Columns. A line that began before this stretch at column c goes on here to
  //     c + lead                        without a tab in it
  //     next tab stop of c + lead, + rest   with one
  std::uint64_t lead = 0;
  std::uint64_t rest = 0;
  std::uint64_t longest = 0;  // of the lines that lie within
  std::uint64_t tail = 0;     // the column at the end, if a line ended in the stretch
  bool tab = false;
  bool line_end = false;
};

inline constexpr std::uint64_t next_tab_stop(std::uint64_t column) { return (column / 8 + 1) * 8; }

// Totals puts the summaries of a file's stretches together, in their order.
struct Totals {
  std::uint64_t lines = 0, words = 0, chars = 0, bytes = 0, longest = 0;

  void append(const Summary& s) {
    bytes += s.bytes;
    lines += s.lines;
    chars += s.chars;
    words += s.words - (in_word_ && s.first == Edge::printable ? 1 : 0);
    if (s.last != Edge::nothing) in_word_ = s.last == Edge::printable;
    column_ = (s.tab ? next_tab_stop(column_ + s.lead) : column_ + s.lead) + s.rest;
    if (column_ > longest) longest = column_;
    if (s.longest > longest) longest = s.longest;
    if (s.line_end) column_ = s.tail;
    if (column_ > longest) longest = column_;
  }

 private:
  bool in_word_ = false;
  std::uint64_t column_ = 0;
};

// decode reads one character of UTF-8 as glibc's mbrtowc does: up to six bytes, neither surrogates nor
// a longer form than needed. Returns its length, or 0 when there is none: then one byte is skipped.
inline std::size_t decode(const std::uint8_t* at, const std::uint8_t* limit, std::uint32_t& c) {
  const auto length = static_cast<std::size_t>(std::countl_one(*at));
  if (length == 0) {
    c = *at;
    return 1;
  }
  if (length == 1 || length > 6 || static_cast<std::size_t>(limit - at) < length) return 0;
  c = *at & (0x7fu >> length);
  for (std::size_t i = 1; i < length; i++) {
    if ((at[i] & 0xc0) != 0x80) return 0;
    c = c << 6 | (at[i] & 0x3fu);
  }
  const std::uint32_t least = length == 2 ? 0x80 : 1u << (5 * length - 4);
  return c < least || c - 0xd800 < 0x800 ? 0 : length;
}

// character_start moves `at`, a place within [begin, limit), behind the character that it cuts in two.
inline const std::uint8_t* character_start(const std::uint8_t* at, const std::uint8_t* begin,
                                           const std::uint8_t* limit) {
  for (const std::uint8_t* lead = at; lead != begin && at - lead < 5;) {
    lead--;
    if ((*lead & 0xc0) == 0x80) continue;
    std::uint32_t c;
    const std::size_t length = decode(lead, limit, c);
    return lead + length > at ? lead + length : at;
  }
  return at;
}

// Counter counts the stretch [begin, end). It looks at bytes up to limit, to see the last character
// whole; begin is where one begins.
class Counter {
 public:
  Counter(const Options& options, Characters& characters) : options_(options), characters_(characters) {}

  Summary count(const std::uint8_t* begin, const std::uint8_t* end, const std::uint8_t* limit) {
    out_ = Summary{};
    in_word_ = false;
    column_ = 0;
    out_.bytes = static_cast<std::uint64_t>(end - begin);
    if (options_.words || options_.columns) count_all(begin, end, limit);
    else if (options_.chars) count_chars(begin, end, limit);
    else out_.lines = rt0::count_byte(std::as_bytes(std::span(begin, end)), std::byte{'\n'});
    finish();
    return out_;
  }

 private:
  void finish() {
    if (out_.first != Edge::nothing) out_.last = in_word_ ? Edge::printable : Edge::space;
    if (out_.line_end) out_.tail = column_;
    else if (out_.tab) out_.rest = column_;
    else out_.lead = column_;
  }

  void count_chars(const std::uint8_t* at, const std::uint8_t* end, const std::uint8_t* limit) {
    while (at < end) {
      const vector::Chars done = vector::chars(at, end, limit);
      out_.lines += done.lines;
      out_.chars += done.chars;
      at += done.bytes;
      if (at < end) at = one_character(at, limit);
    }
  }

  void count_all(const std::uint8_t* at, const std::uint8_t* end, const std::uint8_t* limit) {
    while (at < end) {
      if (!options_.columns) {
        at = plain_words(at, end);
        if (at == end) return;
      }
      if (end - at >= 64 && !(options_.utf8 && vector::any_high(at))) {
        block(vector::classify(at));
        at += 64;
        continue;
      }
      const std::uint8_t* const stop = end - at > 64 ? at + 64 : end;
      while (at < stop) at = one_character(at, limit);
    }
  }

  // As many blocks as hold nothing but ASCII without controls.
  const std::uint8_t* plain_words(const std::uint8_t* at, const std::uint8_t* end) {
    const vector::Words done = vector::words(at, end);
    if (done.bytes == 0) return at;
    see(done.first_printable ? Edge::printable : Edge::space);
    out_.words += done.words + (done.first_printable && !in_word_ ? 1 : 0);
    out_.lines += done.lines;
    out_.chars += done.bytes;
    in_word_ = done.last_printable;
    return at + done.bytes;
  }

  void see(Edge edge) {
    if (out_.first == Edge::nothing) out_.first = edge;
  }

  // 64 bytes, each a character, or none at all in the C locale.
  void block(const vector::Masks& m) {
    out_.lines += static_cast<std::uint64_t>(std::popcount(m.newline));
    out_.chars += 64;
    if ((m.word | m.space) != 0) {
      const std::uint64_t first = m.word & (0 - m.word);
      see(first != 0 && (m.space & (first - 1)) == 0 ? Edge::printable : Edge::space);
    }
    // in_word is a carry: printable bytes generate it, spaces kill it and the rest pass it on. So one
    // addition finds for all 64 bytes whether a word was open before them.
    const std::uint64_t generate = m.word;
    const std::uint64_t pass = ~m.space;
    std::uint64_t sum;
    bool carry = __builtin_add_overflow(generate, pass, &sum);
    carry |= __builtin_add_overflow(sum, std::uint64_t{in_word_}, &sum);
    const std::uint64_t open_before = generate ^ pass ^ sum;
    out_.words += static_cast<std::uint64_t>(std::popcount(m.word & ~open_before));
    in_word_ = carry;
    if (options_.columns) block_columns(m);
  }

  void block_columns(const vector::Masks& m) {
    std::uint64_t done = 0;  // the bits below the one we are at
    for (std::uint64_t rest = m.tab | m.line_end; rest != 0; rest &= rest - 1) {
      const std::uint64_t here = rest & (0 - rest);
      column_ += static_cast<std::uint64_t>(std::popcount(m.column & (here - 1) & ~done));
      if ((m.tab & here) != 0) tab();
      else line_end();
      done = here - 1;
    }
    column_ += static_cast<std::uint64_t>(std::popcount(m.column & ~done));
  }

  void tab() {
    if (out_.line_end || out_.tab) {
      column_ = next_tab_stop(column_);
      return;
    }
    out_.tab = true;
    out_.lead = column_;
    column_ = 0;  // counted from the tab stop from here on
  }

  void line_end() {
    if (out_.line_end) {
      if (column_ > out_.longest) out_.longest = column_;
    } else {
      (out_.tab ? out_.rest : out_.lead) = column_;
      out_.line_end = true;
    }
    column_ = 0;
  }

  const std::uint8_t* one_character(const std::uint8_t* at, const std::uint8_t* limit) {
    std::uint32_t c;
    if (!options_.utf8) {
      ascii(*at);
      return at + 1;
    }
    const std::size_t length = decode(at, limit, c);
    if (length == 0) return at + 1;
    out_.chars++;
    if (c < 0x80) ascii(static_cast<std::uint8_t>(c));
    else if (options_.words || options_.columns) wide(characters_.properties(c));
    return at + length;
  }

  void ascii(std::uint8_t c) {
    out_.lines += c == '\n';
    if (c - 9u < 5 || c == ' ') {
      see(Edge::space);
      in_word_ = false;
      if (c == '\t') tab();
      else if (c == ' ') column_++;
      else if (c != '\v') line_end();
    } else if (c - 0x21u < 0x5e) {
      word();
      column_++;
    }
  }

  void wide(std::uint8_t properties) {
    column_ += properties & kWidth;
    if ((properties & kSpace) != 0) {
      see(Edge::space);
      in_word_ = false;
    } else if ((properties & kPrint) != 0) {
      word();
    }
  }

  void word() {
    see(Edge::printable);
    out_.words += !in_word_;
    in_word_ = true;
  }

  const Options options_;
  Characters& characters_;
  Summary out_;
  bool in_word_ = false;
  std::uint64_t column_ = 0;  // since the last line end, the first tab or the beginning, whichever is last
};

}  // namespace wc
