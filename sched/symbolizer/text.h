// sched/symbolizer/text.h - Text: output of bounded length, which can be taken back.
//
// Layer: sched.
#pragma once
#include <string_view>

#include "base/types.h"

namespace rt {

// The library's starts_with and ends_with throw where no compiler can prove that they do not.
inline bool begins(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && std::string_view(text.data(), with.size()) == with;
}
inline bool ends(std::string_view text, std::string_view with) {
  return text.size() >= with.size() && std::string_view(text.data() + text.size() - with.size(), with.size()) == with;
}

class Text {
 public:
  Text(char* to, usize room) : to_(to), room_(room) {}

  usize size() const { return size_; }
  bool full() const { return full_; }
  std::string_view since(usize mark) const { return {to_ + mark, size_ - mark}; }
  char last() const { return size_ == 0 ? '\0' : to_[size_ - 1]; }

  void ch(char c) {
    if (muted_ != 0) return;
    if (size_ == room_) full_ = true;
    else to_[size_++] = c;
  }
  void str(std::string_view s) {
    for (const char c : s) ch(c);
  }
  void number(u64 v, u32 base) {
    char digits[20];
    u32 n = 0;
    do {
      digits[n++] = "0123456789abcdef"[v % base];
      v /= base;
    } while (v != 0);
    while (n != 0) ch(digits[--n]);
  }
  void hex(u64 v) {
    str("0x");
    number(v, 16);
  }

  // take_back forgets what was written since size() was `mark`.
  void take_back(usize mark) { size_ = mark; }

  // While muted, what is written is dropped; mutes nest.
  void mute() { muted_++; }
  void unmute() { muted_--; }
  bool muted() const { return muted_ != 0; }

  // cut replaces the end by dots if not everything found room.
  void cut() {
    if (!full_) return;
    take_back(room_ - 3);
    full_ = false;
    str("...");
  }

 private:
  char* to_;
  usize room_;
  usize size_ = 0;
  u32 muted_ = 0;
  bool full_ = false;
};

}  // namespace rt
