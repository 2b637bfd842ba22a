// tests/unit/rt0/bytes_test.cc - count_byte against counting one by one, at every length and alignment that matters.
//
// From 4 KiB on it uses the widest registers; sums of byte lanes overflow after 255 rounds of 32 to 128 bytes.
// Layer: tests.
#include "rt0/bytes.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <algorithm>
#include <random>
#include <string>

namespace {

std::size_t plainly(std::string_view in, char b) {
  return static_cast<std::size_t>(std::count(in.begin(), in.end(), b));
}

std::string random_text(std::size_t size) {
  std::mt19937 random(1);
  std::string text(size, '\0');
  for (char& c : text) c = static_cast<char>(random() % 5 - 2);  // both signs
  return text;
}

}  // namespace

Test(bytes, counts_every_length_at_every_alignment) {
  const std::string text = random_text(600);
  for (std::size_t from = 0; from < 70; from++) {
    for (std::size_t size = 0; from + size <= text.size(); size++) {
      const auto part = std::string_view(text).substr(from, size);
      cr_assert(eq(sz, rt0::count_byte(part, -1), plainly(part, -1)));
    }
  }
}

Test(bytes, counts_with_the_widest_registers) {
  const std::string text = random_text(200'000);
  for (std::size_t from = 0; from < 70; from += 3) {
    for (std::size_t size : {4095, 4096, 4097, 4223, 4224, 16383, 32640, 65279, 65280, 65281, 199'000}) {
      const auto part = std::string_view(text).substr(from, size);
      cr_assert(eq(sz, rt0::count_byte(part, 2), plainly(part, 2)));
    }
  }
}

Test(bytes, counts_when_every_byte_matches) {
  for (std::size_t size : {0, 1, 63, 64, 16'256, 16'320, 4'095, 32'512, 32'640, 1'000'003}) {
    const std::string text(size, '\n');
    cr_assert(eq(sz, rt0::count_byte(text, '\n'), size));
    cr_assert(eq(sz, rt0::count_byte(text, '\r'), 0));
  }
}
