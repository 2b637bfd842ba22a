// examples/wc_vector.h - the inner loops of wc: 16 bytes at a time, without a branch per byte.
//
// Written with the compilers' vector types, which every instruction set has in some form. A lane of a
// comparison is 0 or all ones, so subtracting it counts; byte lanes overflow after 255 rounds.
// Layer: examples.
#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace wc::vector {

using Bytes = std::uint8_t __attribute__((vector_size(16)));
using Words64 = std::uint64_t __attribute__((vector_size(16)));

inline Bytes load(const std::uint8_t* at) {
  Bytes v;
  std::memcpy(&v, at, sizeof v);
  return v;
}
inline Bytes lanes(bool on) { return Bytes{} - static_cast<std::uint8_t>(on); }
inline bool all(Bytes v) {
  const auto w = reinterpret_cast<Words64>(v);
  return (w[0] & w[1]) == ~std::uint64_t{0};
}
inline bool any(Bytes v) {
  const auto w = reinterpret_cast<Words64>(v);
  return (w[0] | w[1]) != 0;
}
inline std::uint64_t sum(Bytes v) {
  std::uint64_t n = 0;
  for (int i = 0; i < 16; i++) n += v[i];
  return n;
}

// Lanes whose byte is low .. low + span.
inline Bytes in_range(Bytes v, std::uint8_t low, std::uint8_t span) {
  return reinterpret_cast<Bytes>((v - low) <= (Bytes{} + span));
}
inline Bytes equal(Bytes v, std::uint8_t c) { return reinterpret_cast<Bytes>(v == (Bytes{} + c)); }
inline Bytes printable(Bytes v) { return in_range(v, 0x21, 0x5d); }  // without the space
inline Bytes space(Bytes v) { return in_range(v, 9, 4) | equal(v, ' '); }
inline Bytes continuation(Bytes v) { return in_range(v, 0x80, 0x3f); }

struct Chars {
  std::size_t bytes = 0;  // how far it came
  std::uint64_t chars = 0;
  std::uint64_t lines = 0;
};

// Lanes at which a character of up to four bytes begins; at[3 + 16] must be there.
inline Bytes character_lanes(const std::uint8_t* at, Bytes v) {
  const Bytes second = load(at + 1);
  const Bytes c1 = continuation(second), c2 = continuation(load(at + 2)), c3 = continuation(load(at + 3));
  const Bytes ascii = in_range(v, 0, 0x7f);
  const Bytes lead2 = in_range(v, 0xc2, 0x1d);
  const Bytes lead3 = in_range(v, 0xe0, 0x0f);
  const Bytes lead4 = in_range(v, 0xf0, 0x07);
  const Bytes high = in_range(second, 0xa0, 0x1f);  // of 0x80 .. 0xbf
  const Bytes bad3 = (equal(v, 0xe0) & ~high) | (equal(v, 0xed) & high);  // overlong; surrogates
  const Bytes bad4 = equal(v, 0xf0) & in_range(second, 0x80, 0x0f);
  return ascii | (c1 & (lead2 | (c2 & ((lead3 & ~bad3) | (c3 & lead4 & ~bad4)))));
}

// chars counts the beginnings of characters, wherever the stretch begins, until a lead byte of five or
// six, or until too little is left.
inline Chars chars(const std::uint8_t* begin, const std::uint8_t* end, const std::uint8_t* limit) {
  Chars out;
  const std::uint8_t* at = begin;
  bool stop = false;
  while (!stop && end - at >= 16 && limit - at >= 32) {
    Bytes count = {}, newlines = {};
    for (int round = 0; round < 255 && end - at >= 16 && limit - at >= 32; round++, at += 16) {
      const Bytes v = load(at);
      newlines -= equal(v, '\n');
      if (!any(v & 0x80)) {
        count += 1;
        continue;
      }
      if (any(in_range(v, 0xf8, 7))) {
        stop = true;
        newlines += equal(v, '\n');
        break;
      }
      count -= character_lanes(at, v);
    }
    out.chars += sum(count);
    out.lines += sum(newlines);
  }
  out.bytes = static_cast<std::size_t>(at - begin);
  return out;
}

struct Words {
  std::size_t bytes = 0;  // a multiple of 64
  std::uint64_t words = 0;  // printable bytes after a space, the first byte left out
  std::uint64_t lines = 0;
  bool first_printable = false;
  bool last_printable = false;
};

// words goes on while blocks of 64 hold nothing but printable ASCII and spaces, and one byte follows.
inline Words words(const std::uint8_t* begin, const std::uint8_t* end) {
  Words out;
  const std::uint8_t* at = begin;
  bool stop = false;
  while (!stop && end - at > 64) {
    Bytes rises = {}, newlines = {};
    for (int round = 0; round < 63 && end - at > 64; round++, at += 64) {
      Bytes known = lanes(true), rise = {}, newline = {};
      for (int i = 0; i < 4; i++) {
        const Bytes v = load(at + 16 * i);
        const Bytes p = printable(v);
        known &= p | space(v);
        rise -= ~p & printable(load(at + 16 * i + 1));
        newline -= equal(v, '\n');
      }
      if (!all(known)) {
        stop = true;
        break;
      }
      rises += rise;
      newlines += newline;
    }
    out.words += sum(rises);
    out.lines += sum(newlines);
  }
  if (at == begin) return out;
  const auto is_word = [](std::uint8_t c) { return c - 0x21u < 0x5e; };
  out.bytes = static_cast<std::size_t>(at - begin);
  out.first_printable = is_word(*begin);
  out.last_printable = is_word(at[-1]);
  out.words -= !out.last_printable && is_word(*at) ? 1 : 0;  // that one begins behind the last block
  return out;
}

// 64 bytes as bits, the first byte lowest.
struct Masks {
  std::uint64_t word, space, newline, tab, line_end, column;
};

// The top bits of the lanes, gathered: each product puts bit i of its eight lanes' flags at 56 + i.
inline std::uint64_t gather(const Bytes (&v)[4]) {
  std::uint64_t mask = 0;
  for (int i = 0; i < 4; i++) {
    const auto w = reinterpret_cast<Words64>(v[i] & 1);
    for (int half = 0; half < 2; half++) mask |= (w[half] * 0x0102040810204080u >> 56) << (16 * i + 8 * half);
  }
  return mask;
}

template <class Test>
std::uint64_t mask_of(const Bytes (&v)[4], Test test) {
  const Bytes flags[4] = {test(v[0]), test(v[1]), test(v[2]), test(v[3])};
  if (!any(flags[0] | flags[1] | flags[2] | flags[3])) return 0;
  return gather(flags);
}

inline bool any_high(const std::uint8_t* at) {
  return any((load(at) | load(at + 16) | load(at + 32) | load(at + 48)) & 0x80);
}

inline Masks classify(const std::uint8_t* at) {
  const Bytes v[4] = {load(at), load(at + 16), load(at + 32), load(at + 48)};
  Masks m;
  m.word = mask_of(v, printable);
  m.space = mask_of(v, space);
  m.newline = mask_of(v, [](Bytes b) { return equal(b, '\n'); });
  m.tab = mask_of(v, [](Bytes b) { return equal(b, '\t'); });
  m.line_end = m.newline | mask_of(v, [](Bytes b) { return in_range(b, '\f', 1); });
  m.column = m.word | mask_of(v, [](Bytes b) { return equal(b, ' '); });
  return m;
}

}  // namespace wc::vector
