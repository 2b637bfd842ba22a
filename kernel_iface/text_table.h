// kernel_iface/text_table.h - TextTable: short texts by number, in one array of characters.
//
// An array of pointers would cost a relocation for each text in a position-independent binary, and a
// page of its own; here the texts lie one after the other: number, characters, NUL. Looking one up
// walks the table, which is for people to read, not for speed. Layer: kernel_iface.
#pragma once
#include <string_view>

#include "base/types.h"

namespace rt {

// Built when compiled: bytes is the sum of (text size + 2) over all texts, and adding more does
// not compile. Unused room is at the end.
template <usize bytes>
class TextTable {
 public:
  constexpr void add(u8 number, std::string_view text) {
    chars_[used_++] = static_cast<char>(number);
    for (const char c : text) chars_[used_++] = c;
    chars_[used_++] = '\0';
  }

  // find returns the NUL-terminated text of a number, or null.
  constexpr const char* find(u64 number) const {
    for (usize at = 0; at < used_; at++) {
      if (static_cast<u8>(chars_[at]) == number) return &chars_[at + 1];
      do at++;
      while (chars_[at] != '\0');
    }
    return nullptr;
  }

 private:
  char chars_[bytes] = {};
  usize used_ = 0;
};

}  // namespace rt
