// kernel_iface/print.cc - putting a message together and writing it.
//
// Layer: kernel_iface.
#include "kernel_iface/print.h"

#include "kernel_iface/file.h"

namespace rt::kernel {

Print& Print::ch(char c) {
  if (used_ == kBufferBytes) flush();
  buffer_[used_++] = c;
  return *this;
}

Print& Print::str(std::string_view text) {
  for (const char c : text) ch(c);
  return *this;
}

Print& Print::str(const char* text) {
  if (text == nullptr) text = "(null)";
  while (*text != 0) ch(*text++);
  return *this;
}

// put_digits writes v to the end of [.., end) and returns where it begins.
static char* put_digits(char* end, u64 v, u32 base) {
  char* at = end;
  do {
    const u32 digit = static_cast<u32>(v % base);
    *--at = static_cast<char>(digit < 10 ? '0' + digit : 'a' + digit - 10);
    v /= base;
  } while (v != 0);
  return at;
}

RT_NOINLINE Print& Print::number(u64 v, u32 base, bool negative, u32 width, char fill) {
  char digits[21];
  char* end = digits + sizeof(digits);
  char* at = put_digits(end, v, base);
  if (negative) *--at = '-';
  for (u32 n = static_cast<u32>(end - at); n < width; n++) ch(fill);
  return str(std::string_view(at, static_cast<usize>(end - at)));
}

Print& Print::udec(u64 v, u32 width, char fill) { return number(v, 10, false, width, fill); }

Print& Print::dec(i64 v, u32 width) {
  return number(v < 0 ? 0 - static_cast<u64>(v) : static_cast<u64>(v), 10, v < 0, width, ' ');
}

Print& Print::hex(u64 v, u32 digits) { return str("0x").number(v, 16, false, digits, '0'); }

Print& Print::micros(i64 ns, u32 width) {
  const u64 tenths = ns < 0 ? 0 : static_cast<u64>(ns) / 100;
  return udec(tenths / 10, width < 2 ? 0 : width - 2).ch('.').udec(tenths % 10);
}

Print& Print::words(const char* format, va_list words) {
  while (const char c = *format++) {
    if (c != '%') {
      ch(c);
      continue;
    }
    const u64 word = va_arg(words, u64);
    switch (*format++) {
      case 'd': dec(static_cast<i64>(word)); break;
      case 'x': hex(word); break;
      case 'm': udec(word / 1'000'000).ch('.').udec(word / 1000 % 1000, 3, '0'); break;
      case 'v': str(*reinterpret_cast<const std::string_view*>(word)); break;
      default: str(reinterpret_cast<const char*>(word)); break;
    }
  }
  return *this;
}

void print_words(const char* format, ...) {
  Print out;
  va_list words;
  va_start(words, format);
  out.words(format, words);
  va_end(words);
}

static constinit bool no_reader_expected = false;
static constinit u32 stuck = 0;  // a bit for each descriptor, 31 for those above, that had no room for too long

// wait_for_room waits until a write of kPipeBuf bytes does not block.
static bool wait_for_room(i32 fd) {
  const u32 bit = u32{1} << (fd < 31 ? fd : 31);
  if ((stuck & bit) != 0) return false;
  for (;;) {
    PollFd poll{fd, kPollOut, 0};
    const Result<u32> ready = ppoll(&poll, 1, kLastWordsNs);
    if (ready.error() == Errno::eintr) continue;
    if (!ready.ok() || ready.value() != 0) return true;  // also when the write will only tell what is wrong
    stuck |= bit;
    return false;
  }
}

void write_last(i32 fd, const char* data, usize bytes) {
  constexpr usize kPipeBuf = 4096;  // PIPE_BUF of include/uapi/linux/limits.h
  while (bytes > 0 && wait_for_room(fd)) {
    const Result<usize> n = write(fd, data, bytes < kPipeBuf ? bytes : kPipeBuf);
    if (n.error() == Errno::eintr || n.error() == Errno::eagain) continue;
    if (!n.ok() || n.value() == 0) return;
    data += n.value();
    bytes -= n.value();
  }
}

void expect_no_reader() { no_reader_expected = true; }

void write_all(i32 fd, const char* text, usize bytes) {
  if (no_reader_expected) return write_last(fd, text, bytes);
  for (usize done = 0; done < bytes;) {
    const Result<usize> n = write(fd, text + done, bytes - done);
    if (n.error() == Errno::eintr) continue;
    if (!n.ok() || n.value() == 0) break;
    done += n.value();
  }
}

void Print::flush() {
  write_all(fd_, buffer_, used_);
  used_ = 0;
}

}  // namespace rt::kernel
