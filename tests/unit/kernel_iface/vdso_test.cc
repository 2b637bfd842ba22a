// tests/unit/kernel_iface/vdso_test.cc - symbols of the host's own vDSO, and of damaged ones.
//
// The damaged images lie at the end of a mapping, with an unmapped page behind: what reads beyond the image
// crashes. Layer: tests.
#include "kernel_iface/vdso.h"

#include <criterion/criterion.h>

#include <sys/auxv.h>
#include <sys/mman.h>

#include <cstring>
#include <functional>
#include <string>

#include "base/bits.h"
#include "base/rand.h"
#include "kernel_iface/clock.h"
#include "kernel_iface/elf.h"
#include "tests/support/show.h"
#include "vdso_arch.h"

using namespace rt;
using namespace rt::kernel;

Test(vdso, finds_the_hosts_clock) {
  const unsigned long host = getauxval(AT_SYSINFO_EHDR);
  if (host == 0) cr_skip_test("this host has no vDSO");
  const uptr found = vdso_symbol(host, arch::kVdsoClockGettime);
  cr_assert(found > host);
  Timespec t{};
  cr_assert(eq(i64, reinterpret_cast<ClockGettime>(found)(kClockMonotonic, &t), 0));
  cr_assert(t.s > 0);
}

Test(vdso, finds_nothing_else) {
  const unsigned long host = getauxval(AT_SYSINFO_EHDR);
  if (host == 0) cr_skip_test("this host has no vDSO");
  cr_assert(eq(u64, vdso_symbol(host, "__vdso_no_such_call"), 0));
  const std::string half(arch::kVdsoClockGettime, sizeof(arch::kVdsoClockGettime) - 2);
  cr_assert(eq(u64, vdso_symbol(host, half), 0));
}

Test(vdso, a_missing_or_misplaced_image_has_nothing) {
  cr_assert(eq(u64, vdso_symbol(0, ""), 0));
  alignas(4096) static char zeros[8192];
  cr_assert(eq(u64, vdso_symbol(reinterpret_cast<uptr>(zeros), "x"), 0));
  cr_assert(eq(u64, vdso_symbol(reinterpret_cast<uptr>(zeros) + 16, "x"), 0));
}

// Made is a small image with two functions, one page long.
struct Made {
  static constexpr usize kBytes = kPageSize;
  static constexpr u64 kLink = 0x10000;  // the address that it was linked for
  struct Layout {
    ElfEhdr ehdr;
    ElfPhdr phdrs[2];
    ElfDyn dyn[3];
    ElfSym syms[3];
    char strings[64];
    char code[16];
  };
  Layout* image;

  Made() {
    char* area = static_cast<char*>(
        ::mmap(nullptr, 2 * kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
    ::mprotect(area + kBytes, kBytes, PROT_NONE);
    image = reinterpret_cast<Layout*>(area);
    static_assert(sizeof(Layout) <= kBytes);
    ElfEhdr& e = image->ehdr;
    std::memcpy(e.ident, "\177ELF\2\1\1", 7);
    e.phoff = offsetof(Layout, phdrs);
    e.phentsize = sizeof(ElfPhdr);
    e.phnum = 2;
    image->phdrs[0] = {kElfPtLoad, 5, 0, kLink, 0, sizeof(Layout), sizeof(Layout), kPageSize};
    image->phdrs[1] = {kElfPtDynamic,      4, 0, kLink + offsetof(Layout, dyn), 0, sizeof(image->dyn),
                       sizeof(image->dyn), 8};
    image->dyn[0] = {kElfDtStrtab, kLink + offsetof(Layout, strings)};
    image->dyn[1] = {kElfDtSymtab, kLink + offsetof(Layout, syms)};
    std::memcpy(image->strings, "\0f\0g\0", 5);
    image->syms[1] = function(1, 0);
    image->syms[2] = function(3, 4);
  }
  ~Made() { ::munmap(image, 2 * kBytes); }

  static ElfSym function(u32 name, u64 code_at) {
    return {name, kElfStbGlobal << 4 | kElfSttFunc, 0, 1, kLink + offsetof(Layout, code) + code_at, 4};
  }
  u64 find(const char* name) const {
    const uptr found = vdso_symbol(reinterpret_cast<uptr>(image), name);
    return found == 0 ? ~u64{0} : found - reinterpret_cast<uptr>(image->code);
  }
};

static constexpr u64 kNone = ~u64{0};

Test(vdso, symbols_are_found_by_name) {
  Made m;
  cr_assert(eq(u64, m.find("f"), 0));
  cr_assert(eq(u64, m.find("g"), 4));
  cr_assert(eq(u64, m.find("h"), kNone));
  cr_assert(eq(u64, m.find("ff"), kNone));
}

Test(vdso, what_is_not_an_exported_function_is_passed_over) {
  Made m;
  m.image->syms[1].shndx = kElfShnUndef;
  cr_assert(eq(u64, m.find("f"), kNone));
  m.image->syms[1].shndx = 1;
  m.image->syms[1].info = kElfSttFunc;  // local
  cr_assert(eq(u64, m.find("f"), kNone));
  m.image->syms[1].info = kElfStbWeak << 4 | 1;  // an object
  cr_assert(eq(u64, m.find("f"), kNone));
  m.image->syms[1].info = kElfStbWeak << 4 | kElfSttFunc;
  cr_assert(eq(u64, m.find("f"), 0));
}

Test(vdso, an_address_outside_the_image_is_not_returned) {
  Made m;
  m.image->syms[1].value = Made::kLink + 0x100000;
  cr_assert(eq(u64, m.find("f"), kNone));
  m.image->syms[1].value = 1;
  cr_assert(eq(u64, m.find("f"), kNone));
}

Test(vdso, a_header_that_lies_is_not_believed) {
  const std::function<void(Made::Layout*)> lies[] = {
      [](auto* i) { i->ehdr.ident[0] = 0; },
      [](auto* i) { i->ehdr.phnum = 0; },
      [](auto* i) { i->ehdr.phnum = 0xffff; },
      [](auto* i) { i->ehdr.phoff = ~u64{0}; },
      [](auto* i) { i->ehdr.phoff = 1; },
      [](auto* i) { i->phdrs[0].type = 0; },
      [](auto* i) { i->phdrs[0].offset = 4096; },
      [](auto* i) { i->phdrs[0].filesz = u64{1} << 40; },
      [](auto* i) { i->phdrs[0].vaddr = 0; },
      [](auto* i) { i->phdrs[1].type = 0; },
      [](auto* i) { i->phdrs[1].vaddr = ~u64{0} - 8; },
      [](auto* i) { i->dyn[0].value = 0; },
      [](auto* i) { i->dyn[0].value = Made::kLink + 4097; },
      [](auto* i) { i->dyn[1].value = Made::kLink + 4097; },
      [](auto* i) { i->dyn[1].value = 3; },
      [](auto* i) { i->dyn[1].tag = kElfDtNull; },
      [](auto* i) { i->syms[1].name = 2000; },
      [](auto* i) { i->syms[1].name = ~u32{0}; },
  };
  int number = 0;
  for (const auto& lie : lies) {
    Made m;
    lie(m.image);
    cr_expect(m.find("f") == kNone, "lie %d", number);
    number++;
  }
}

// Bytes of the host's image replaced at random: nothing is expected but an end.
Test(vdso, random_damage_is_survived, .timeout = 60) {
  const unsigned long host = getauxval(AT_SYSINFO_EHDR);
  if (host == 0) cr_skip_test("this host has no vDSO");
  const auto* ehdr = reinterpret_cast<const ElfEhdr*>(host);
  const auto* phdrs = reinterpret_cast<const ElfPhdr*>(host + ehdr->phoff);
  const usize bytes = align_up(phdrs[0].filesz, kPageSize);
  // More behind the copy than the most that is believed of a header would reach.
  constexpr usize kRoom = 256 * 1024;
  char* area =
      static_cast<char*>(::mmap(nullptr, kRoom, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  Rand rand{42};
  for (int round = 0; round < 20000; round++) {
    std::memcpy(area, reinterpret_cast<void*>(host), bytes);
    for (u32 damage = rand.below(4) + 1; damage > 0; damage--)
      area[rand.below(2048)] = static_cast<char>(rand.next());
    vdso_symbol(reinterpret_cast<uptr>(area), arch::kVdsoClockGettime);
  }
}
