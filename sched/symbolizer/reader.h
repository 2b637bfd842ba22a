// sched/symbolizer/reader.h - Reader: bytes of a file, none of which is trusted.
//
// A read beyond the end gives 0 and makes the reader bad; it stays bad, so that who reads many values looks once.
// Little-endian, as every isa of rt0.
// Layer: sched.
#pragma once
#include "base/types.h"

namespace rt {

// Bytes is a range of the file; empty when there is none.
struct Bytes {
  const u8* at = nullptr;
  usize count = 0;

  // part cuts out [offset, offset + bytes); empty if that is not inside.
  Bytes part(u64 offset, u64 bytes) const {
    return offset <= count && bytes <= count - offset ? Bytes{at + offset, static_cast<usize>(bytes)} : Bytes{};
  }
  Bytes from(u64 offset) const { return offset <= count ? part(offset, count - offset) : Bytes{}; }
};

class Reader {
 public:
  explicit Reader(Bytes b) : at_(b.at), end_(b.at + b.count) {}

  bool bad() const { return bad_; }
  bool more() const { return !bad_ && at_ != end_; }
  usize left() const { return static_cast<usize>(end_ - at_); }
  const u8* at() const { return at_; }

  // bytes is the next n bytes, which are passed over; empty and bad if there are fewer.
  Bytes bytes(u64 n) {
    if (n > left()) {
      fail();
      return {};
    }
    const Bytes b{at_, static_cast<usize>(n)};
    at_ += n;
    return b;
  }
  void fail() {
    bad_ = true;
    at_ = end_;
  }

  u8 byte() { return static_cast<u8>(number(1)); }
  u16 half() { return static_cast<u16>(number(2)); }
  u32 word() { return static_cast<u32>(number(4)); }
  u64 number(u32 size) {
    const Bytes b = bytes(size);
    u64 v = 0;
    for (usize i = b.count; i != 0; i--) v = v << 8 | b.at[i - 1];
    return v;
  }

  // Numbers in base 128, lowest first (DWARF 5, 7.6). Bits beyond 64 are dropped.
  u64 uleb() { return leb(false); }
  i64 sleb() { return static_cast<i64>(leb(true)); }

  // text is what stands up to a NUL, which is passed over.
  Bytes text() {
    const u8* begin = at_;
    while (at_ != end_ && *at_ != 0) at_++;
    if (at_ == end_) {
      fail();
      return {};
    }
    return {begin, static_cast<usize>(at_++ - begin)};
  }

 private:
  u64 leb(bool is_signed) {
    u64 v = 0;
    u32 shift = 0;
    u8 b;
    do {
      b = byte();
      if (shift < 64) v |= u64{b & 0x7fu} << shift;
      shift += 7;
    } while (b >= 0x80);
    if (is_signed && shift < 64 && (b & 0x40) != 0) v |= ~u64{0} << shift;
    return v;
  }

  const u8* at_;
  const u8* end_;
  bool bad_ = false;
};

}  // namespace rt
