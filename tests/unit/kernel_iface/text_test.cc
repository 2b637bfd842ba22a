// tests/unit/kernel_iface/text_test.cc - taking text apart: separators, numbers, words, small files.
//
// parse_number's cases are in tests/unit/sched/boot_test.cc. Layer: tests.
#include "kernel_iface/text.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <random>
#include <string>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/fixture.h"
#include "tests/support/show.h"

using namespace rt;

// pieces cuts all of text, and puts each piece in brackets.
static std::string pieces(std::string_view text, char at) {
  std::string all;
  while (!text.empty()) all += "[" + std::string(cut_at(&text, at)) + "]";
  return all;
}

Test(cut_at, takes_what_stands_before_the_first) {
  std::string_view text = "a=b=c";
  cr_assert(cut_at(&text, '=') == "a");
  cr_assert(text == "b=c");
}

Test(cut_at, takes_all_where_there_is_none) {
  std::string_view text = "abc";
  cr_assert(cut_at(&text, '=') == "abc");
  cr_assert(text.empty());
  cr_assert(cut_at(&text, '=').empty());
}

Test(cut_at, empty_pieces_stay_but_the_last) {
  cr_assert(pieces(",a,,b", ',') == "[][a][][b]");
  cr_assert(pieces("a,", ',') == "[a]");
  cr_assert(pieces(",", ',') == "[]");
}

Test(cut_at, looks_no_further_than_the_view) {
  std::string_view text = std::string_view("ab,c").substr(0, 2);
  cr_assert(cut_at(&text, ',') == "ab");
}

Test(take_number, takes_digits_and_the_blanks_before_them) {
  std::string_view text = "  150000 100000\n";
  cr_assert(eq(i64, take_number(&text), 150000));
  cr_assert(text == " 100000\n");
  cr_assert(eq(i64, take_number(&text), 100000));
  cr_assert(text == "\n");
  cr_assert(eq(i64, take_number(&text), -1));
  cr_assert(text == "\n");
}

Test(take_number, is_minus_one_where_there_is_none) {
  for (std::string_view none : {"", " ", "max", "-1", "+1", "\t1"}) {
    std::string_view text = none;
    cr_assert(eq(i64, take_number(&text), -1), "'%s'", std::string(none).c_str());
  }
}

Test(take_number, does_not_overflow) {
  std::string_view text = "99999999999999999999999999";
  const i64 n = take_number(&text);
  cr_assert(n > 0);
  cr_assert(not(text.empty()), "what does not fit stays");
  text = "000000000000000000000000007";
  cr_assert(eq(i64, take_number(&text), 7));
}

Test(parse_number, property_reads_back_what_was_written) {
  const u32 seed = std::random_device{}();
  std::mt19937_64 random(seed);
  for (int i = 0; i < 5000; i++) {
    const i64 wanted = static_cast<i64>(random() % 1'000'000'000'000'000'000u >> random() % 60) * (random() % 2 == 0 ? 1 : -1);
    i64 got = 0;
    cr_assert(parse_number(std::to_string(wanted), &got) && got == wanted, "%ld, seed %u", wanted, seed);
  }
}

Test(word_index, is_the_place_of_the_word) {
  constexpr const char* kWords = "none single all";
  cr_assert(eq(i32, word_index(kWords, "none"), 0));
  cr_assert(eq(i32, word_index(kWords, "single"), 1));
  cr_assert(eq(i32, word_index(kWords, "all"), 2));
}

Test(word_index, takes_whole_words_only) {
  for (std::string_view word : {"", "non", "nones", "ll", "none single", " ", "NONE"}) {
    cr_assert(eq(i32, word_index("none single all", word), -1), "'%s'", std::string(word).c_str());
  }
  cr_assert(eq(i32, word_index("", "x"), -1));
  cr_assert(eq(i32, word_index("", ""), -1));
}

TestSuite(read_small, .init = fixture_begin, .fini = fixture_end);

Test(read_small, reads_the_begin_of_a_file) {
  fake_kernel.fd.fs.put("/sys/size", "2097152\n");
  char buffer[5];
  cr_assert(read_small("/sys/size", buffer, sizeof buffer) == "20971");
  char large[64];
  cr_assert(read_small("/sys/size", large, sizeof large) == "2097152\n");
}

Test(read_small, is_empty_when_the_kernel_refuses) {
  char buffer[8];
  cr_assert(read_small("/not/there", buffer, sizeof buffer).empty());
  fake_kernel.fd.fs.put("/sys/size", "1");
  fake_kernel.fail_nth(kSysRead, 1, Errno::eio);
  cr_assert(read_small("/sys/size", buffer, sizeof buffer).empty());
  fake_kernel.fail_nth(kSysClose, 1, Errno::eintr);
  cr_assert(read_small("/sys/size", buffer, sizeof buffer) == "1");
}
