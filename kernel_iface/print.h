// kernel_iface/print.h - Print: a message to standard error, without allocation and without locks.
//
// For what reports failures, where nothing else may work any more, and for traces of the boot. One
// object is one message: it is put together in a buffer on the stack and leaves in one write when
// the object is destroyed, so that messages of several threads do not mix. Longer ones take several.
//
//     print("runtime: cpu %d of %d\n", n, ncpu);
//     Print().str("runtime: cpu ").dec(n, 4).ch('\n');   what print has no letter for
//
// Layer: kernel_iface.
#pragma once
#include <cstdarg>
#include <string_view>
#include <type_traits>

#include "base/attributes.h"
#include "base/types.h"

namespace rt::kernel {

// write_all writes a text as it is. Interrupted and short writes go on; any other error drops the
// rest, because there is nobody left to tell.
void write_all(i32 fd, const char* text, usize bytes);

// write_last writes what a process that ends has still to say. Where a pipe stays full for kLastWordsNs, because nobody
// reads it, that and all that follows is dropped: a failure must not become a hang.
inline constexpr i64 kLastWordsNs = 5'000'000'000;
void write_last(i32 fd, const char* data, usize bytes);

// expect_no_reader makes write_all and Print write so from now on.
void expect_no_reader();

class Print {
 public:
  explicit Print(i32 fd = 2) : fd_(fd) {}
  ~Print() { flush(); }
  Print(const Print&) = delete;
  Print& operator=(const Print&) = delete;

  Print& str(std::string_view text);
  Print& str(const char* text);  // null prints "(null)"
  Print& ch(char c);

  // Numbers; width is the least number of characters, filled on the left.
  Print& dec(i64 v, u32 width = 0);
  Print& udec(u64 v, u32 width = 0, char fill = ' ');
  Print& hex(u64 v, u32 digits = 0);  // "0x" and at least that many digits
  Print& ptr(const volatile void* p) { return hex(reinterpret_cast<uptr>(p)); }

  // micros prints a duration as microseconds with one decimal: 12345 is "12.3". A negative one is 0.
  Print& micros(i64 ns, u32 width = 0);

  // words is what print prints, without the flush.
  Print& words(const char* format, va_list words);

  // flush writes what is there now, as write_all.
  void flush();

 private:
  Print& number(u64 v, u32 base, bool negative, u32 width, char fill);

  static constexpr u32 kBufferBytes = 512;

  i32 fd_;
  u32 used_ = 0;    // bytes in buffer_
  char buffer_[kBufferBytes];
};

// print_words is print, of words. An argument is a word, so that a call is short: it is in every program.
RT_COLD void print_words(const char* format, ...);

// print_word is what a word is passed as.
template <class T>
u64 print_word(T v) {
  if constexpr (std::is_pointer_v<T>) return reinterpret_cast<u64>(v);
  else return static_cast<u64>(static_cast<i64>(v));
}

// print writes one message. In format: %d a number, %x in hexadecimal, %m a time in ns as milliseconds, %s a string, %v
// the address of a std::string_view; each takes one word.
template <class... Words>
RT_INLINE void print(const char* format, Words... words) {
  print_words(format, print_word(words)...);
}

}  // namespace rt::kernel
