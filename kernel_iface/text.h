// kernel_iface/text.h - taking text apart: what the environment and the kernel's small files say.
//
// Small rather than fast: every program carries these, and they run a few times at its start.
// Layer: kernel_iface.
#pragma once
#include <string_view>

#include "base/types.h"

namespace rt {

// cut_at takes the text before the first `at` off, and drops the `at`; all of it when there is none.
std::string_view cut_at(std::string_view* text, char at);

// take_number takes a decimal number off the begin, and blanks before it; -1 when there is none.
// Far beyond what fits, the digits that are left stay.
i64 take_number(std::string_view* text);

// parse_number reads a whole decimal number; false for anything else, or beyond 18 digits.
bool parse_number(std::string_view text, i64* out);

// same says whether a is b.
bool same(std::string_view a, std::string_view b);

// word_index is the place of word among words, which have one blank between them; -1 when it is not there.
i32 word_index(const char* words, std::string_view word);

// read_small reads up to bytes of a file; nothing when it cannot.
std::string_view read_small(const char* path, char* into, usize bytes);

}  // namespace rt
