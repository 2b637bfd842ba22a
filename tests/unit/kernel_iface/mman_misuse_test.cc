// tests/unit/kernel_iface/mman_misuse_test.cc - the fake kernel's memory is as strict as the real one.
//
// Sanitisers: none
// Every test crashes on purpose, with the signal that address sanitiser would catch. Layer: tests.
#include <criterion/criterion.h>

#include <csignal>

#include "kernel_iface/mman.h"
#include "tests/fake_kernel/fake_kernel.h"

using namespace rt;
using namespace rt::kernel;

static volatile char* at(uptr addr) { return reinterpret_cast<volatile char*>(addr); }

Test(mman_misuse, writing_behind_a_mapping_crashes, .signal = SIGSEGV) {
  const uptr p = mmap_anon(kPageSize, kProtReadWrite).value();
  mmap_anon(kPageSize, kProtReadWrite).value();
  *at(p + kPageSize) = 1;
}

Test(mman_misuse, writing_to_what_is_protected_crashes, .signal = SIGSEGV) {
  const uptr p = mmap_anon(kPageSize, kProtReadWrite).value();
  must(kernel::mprotect(p, kPageSize, kProtRead), "test");
  *at(p) = 1;
}

Test(mman_misuse, reading_a_guard_crashes, .signal = SIGSEGV) {
  const uptr p = mmap_anon(kPageSize, kProtReadWrite).value();
  must(kernel::madvise(p, kPageSize, kMadvGuardInstall), "test");
  static_cast<void>(*at(p));
}

Test(mman_misuse, reading_what_was_unmapped_crashes, .signal = SIGSEGV) {
  const uptr p = mmap_anon(kPageSize, kProtReadWrite).value();
  must(kernel::munmap(p, kPageSize), "test");
  static_cast<void>(*at(p));
}
