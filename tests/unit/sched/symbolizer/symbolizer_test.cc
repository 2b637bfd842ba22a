// tests/unit/sched/symbolizer/symbolizer_test.cc - frames printed out of an ELF file: this program's, and damaged ones.
//
// The stack is an array, with frames put there by hand. Layer: tests.
#include "sched/symbolizer/symbolizer.h"

#include <criterion/criterion.h>

#include <cstring>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/rand.h"
#include "kernel_iface/elf.h"

using namespace rt;

extern "C" const char __executable_start[], etext[];

static std::string printed;
static void collect(void*, const char* text, usize bytes) { printed.append(text, bytes); }

static std::string own_file() {
  std::ifstream in("/proc/self/exe", std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Words of a stack: frames of [the caller's frame pointer, return address].
struct FakeStack {
  std::vector<uptr> words;
  explicit FakeStack(const std::vector<uptr>& pcs) : words(2 * pcs.size() + 2) {
    for (usize i = 0; i < pcs.size(); i++) {
      words[2 * i] = at(2 * i + 2);
      words[2 * i + 1] = pcs[i];
    }
  }
  uptr at(usize word) const { return reinterpret_cast<uptr>(words.data() + word); }
};

static FramesRequest request(const std::string& file, const FakeStack& stack, uptr pc) {
  FramesRequest r{};
  r.file = reinterpret_cast<const u8*>(file.data());
  r.file_bytes = file.size();
  r.bias = reinterpret_cast<uptr>(__executable_start);
  r.text_begin = r.bias;
  r.text_end = reinterpret_cast<uptr>(etext);
  r.stack_lo = stack.at(0);
  r.stack_hi = stack.at(stack.words.size());
  r.pc = pc;
  r.sp = r.fp = stack.at(0);
  r.flags = kExact | kShown;
  r.write = collect;
  return r;
}

static uptr address_of(void (*f)()) { return reinterpret_cast<uptr>(f); }

namespace app {
[[gnu::noinline]] static void inner() { asm volatile("" ::: "memory"); }
[[gnu::noinline]] static void outer() { asm volatile("" : : : "memory"); }
}  // namespace app

// The address of the marked instruction, inlined twice, and in a lambda that was inlined.
static uptr marked;
[[gnu::always_inline]] static inline void mark() { asm volatile("1: lea 1b(%%rip), %0" : "=r"(marked)); }
namespace app {
struct Thing {
  [[gnu::always_inline]] void act() { mark(); }
};
[[gnu::noinline]] static void user() { Thing().act(); }
[[gnu::noinline]] static void lambda_user() {
  []() __attribute__((always_inline)) { asm volatile("1: lea 1b(%%rip), %0" : "=r"(marked)); }();
}
}  // namespace app

static int count(const std::string& text, const std::string& part) {
  int n = 0;
  for (usize at = text.find(part); at != text.npos; at = text.find(part, at + 1)) n++;
  return n;
}

// Only one of the builds has debug information.
static bool has_lines(const std::string& file) {
  const FakeStack stack({});
  FramesRequest r = request(file, stack, address_of(app::inner));
  rt_print_frames(&r);
  const bool told = count(printed, "symbolizer_test.cc:") == 1;
  printed.clear();
  return told;
}

Test(symbolizer, prints_the_names_of_frames) {
  const std::string file = own_file();
  const FakeStack stack({address_of(app::outer) + 1});
  FramesRequest r = request(file, stack, address_of(app::inner));
  cr_assert(rt_print_frames(&r) == stack.at(2));
  cr_assert(printed.starts_with("app::inner()\n\t"), "%s", printed.c_str());
  cr_assert(printed.find("\napp::outer()\n\t") != printed.npos, "%s", printed.c_str());
  cr_assert(printed.find(" +0x1\n") != printed.npos, "%s", printed.c_str());
}

Test(symbolizer, a_cache_changes_nothing) {
  const std::string file = own_file();
  const FakeStack stack({address_of(app::outer) + 1, address_of(app::outer) + 1});
  FramesRequest r = request(file, stack, address_of(app::inner));
  rt_print_frames(&r);
  const std::string without = printed;
  SymbolCache cache{};
  r.cache = &cache;
  for (int i = 0; i < 2; i++) {
    printed.clear();
    rt_print_frames(&r);
    cr_assert(printed == without, "%s\n%s", printed.c_str(), without.c_str());
  }
}

Test(symbolizer, names_who_created_it) {
  const std::string file = own_file();
  const FakeStack stack({});
  FramesRequest r = request(file, stack, address_of(app::inner));
  r.creator = 7;
  r.creator_pc = address_of(app::outer) + 1;
  rt_print_frames(&r);
  cr_assert(printed.find("\ncreated by app::outer in goroutine 7\n\t") != printed.npos, "%s", printed.c_str());
}

Test(symbolizer, leaves_out_the_runtimes_frames) {
  const std::string file = own_file();
  const FakeStack stack({address_of(app::outer) + 1, address_of(app::inner) + 1});
  FramesRequest r = request(file, stack, address_of(app::inner));
  r.runtime_begin = address_of(app::outer);
  r.runtime_end = r.runtime_begin + 2;
  rt_print_frames(&r);
  cr_assert(count(printed, "outer") == 0, "%s", printed.c_str());
  printed.clear();
  r.flags |= kRuntime;
  rt_print_frames(&r);
  cr_assert(count(printed, "outer") == 1, "%s", printed.c_str());
}

Test(symbolizer, a_call_of_what_is_no_code_shows_its_caller) {
  const std::string file = own_file();
  FakeStack stack({address_of(app::inner) + 1});
  stack.words.push_back(address_of(app::outer) + 1);
  FramesRequest r = request(file, stack, 0);
  r.sp = stack.at(stack.words.size() - 1);
  r.stack_lo = stack.at(0);
  r.fp = stack.at(0);
  r.stack_hi = stack.at(stack.words.size()) + 8;  // a frame is two words; the second is not read
  rt_print_frames(&r);
  cr_assert(printed.starts_with("?\n\t0x0\napp::outer()\n\t"), "%s", printed.c_str());
}

Test(symbolizer, the_middle_of_a_deep_recursion_is_left_out) {
  const std::string file = own_file();
  const FakeStack stack(std::vector<uptr>(1000, address_of(app::outer) + 1));
  FramesRequest r = request(file, stack, address_of(app::inner));
  rt_print_frames(&r);
  cr_assert(count(printed, "app::outer()") == 100);
  cr_assert(count(printed, "...900 frames elided...\n") == 1);
}

Test(symbolizer, a_chain_of_nonsense_ends) {
  const std::string file = own_file();
  FakeStack stack({address_of(app::outer) + 1, address_of(app::outer) + 1, 12345});
  stack.words[2] = stack.at(0);  // downwards
  FramesRequest r = request(file, stack, address_of(app::inner));
  rt_print_frames(&r);
  cr_assert(count(printed, "outer") == 2);
  r.fp = stack.at(0) + 1;
  cr_assert(rt_print_frames(&r) == r.fp);
}

Test(symbolizer, inlined_functions_are_frames_innermost_first) {
  const std::string file = own_file();
  if (!has_lines(file)) return;
  const FakeStack stack({});
  app::user();
  FramesRequest r = request(file, stack, marked);
  SymbolCache cache{};
  for (SymbolCache* c : {static_cast<SymbolCache*>(nullptr), &cache, &cache}) {
    r.cache = c;
    printed.clear();
    rt_print_frames(&r);
    const usize a = printed.find("mark(...)\n\t"), b = printed.find("\napp::Thing::act(...)\n\t"), d = printed.find("\napp::user()\n\t");
    cr_assert(a == 0 && b != printed.npos && b < d && d != printed.npos, "%s", printed.c_str());
    cr_assert(count(printed, "symbolizer_test.cc:") == 3, "%s", printed.c_str());
    cr_assert(count(printed, " +0x") == 1, "%s", printed.c_str());
  }
}

// What is around it is told from -g2 on.
Test(symbolizer, an_inlined_lambda_has_a_name) {
  const std::string file = own_file();
  if (!has_lines(file)) return;
  const FakeStack stack({});
  app::lambda_user();
  FramesRequest r = request(file, stack, marked);
  rt_print_frames(&r);
  const bool named = printed.starts_with("operator()(...)\n\t") || printed.starts_with("app::lambda_user::{lambda");
  cr_assert(named && count(printed, "\napp::lambda_user()\n\t") == 1, "%s", printed.c_str());
}

// A goroutine's creator is the function that the program wrote, whatever was inlined where.
Test(symbolizer, the_creator_is_the_innermost_of_the_program) {
  const std::string file = own_file();
  if (!has_lines(file)) return;
  const FakeStack stack({});
  app::user();
  FramesRequest r = request(file, stack, marked);
  r.creator = 7;
  r.creator_pc = marked + 1;
  r.pc = r.sp = 0;
  rt_print_frames(&r);
  cr_assert(printed.starts_with("created by mark in goroutine 7\n\t") && count(printed, "\n") == 2, "%s", printed.c_str());
}

Test(symbolizer, without_symbols_it_says_so) {
  const std::string file = own_file().substr(0, 4096);
  const FakeStack stack({});
  FramesRequest r = request(file, stack, address_of(app::inner));
  cr_assert(rt_print_frames(&r) == kNoSymbols);
  const std::string none;
  r = request(none, stack, address_of(app::inner));
  cr_assert(rt_print_frames(&r) == kNoSymbols);
  cr_assert(printed.empty());
}

// What is read out of the file lies in a block of its own size, so that the address sanitiser sees a step beyond.
Test(symbolizer, survives_damaged_files) {
  const std::string whole = own_file();
  const FakeStack stack({address_of(app::outer) + 1});
  app::lambda_user();
  Rand rand{7};
  kernel::ElfEhdr eh;
  std::memcpy(&eh, whole.data(), sizeof eh);
  const usize headers = eh.shnum * sizeof(kernel::ElfShdr);
  for (int round = 0; round < 150; round++) {
    std::string bad = whole;
    if (round % 5 == 0) {
      bad.resize(rand.below(static_cast<u32>(bad.size())));
      bad.shrink_to_fit();
    } else {
      // Headers of sections, and bytes anywhere behind the text: tables of lines and symbols.
      for (int k = 0; k < 4; k++) bad[eh.shoff + rand.below(static_cast<u32>(headers))] = static_cast<char>(rand.next());
      for (int k = 0; k < 2000; k++) bad[bad.size() / 4 + rand.below(static_cast<u32>(bad.size() / 4 * 3))] = static_cast<char>(rand.next());
    }
    FramesRequest r = request(bad, stack, round % 2 == 0 ? marked : address_of(app::inner));
    rt_print_frames(&r);
    cr_assert(printed.size() < 40000);
    printed.clear();
  }
}
