// tests/unit/kernel_iface/mman_test.cc - address space over the fake kernel's real reservation.
//
// What is protected or unmapped crashes: mman_misuse_test.cc. Layer: tests.
#include "kernel_iface/mman.h"

#include <criterion/criterion.h>

#include <cstring>

#include "tests/fake_kernel/fake_kernel.h"
#include "tests/support/fixture.h"
#include "tests/support/show.h"

using namespace rt;
using namespace rt::kernel;

TestSuite(mman, .init = fixture_begin, .fini = fixture_end);

static volatile char* at(uptr addr) { return reinterpret_cast<volatile char*>(addr); }

Test(mman, anon_gives_zeros_that_can_be_written) {
  const uptr p = mmap_anon(3 * kPageSize, kProtReadWrite).value();
  cr_assert(eq(int, *at(p + 3 * kPageSize - 1), 0));
  *at(p) = 7;
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), 3 * kPageSize));
  cr_assert(eq(type(Errno), kernel::munmap(p, 3 * kPageSize), Errno::ok));
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), 0));
}

Test(mman, anon_passes_flags_and_a_descriptor_of_minus_1) {
  const uptr p = mmap_anon(1, kProtNone, kMapNoreserve | kMapStack).value();
  const FakeCall call = fake_kernel.log().back();
  cr_assert(eq(i64, call.words[0], 0));
  cr_assert(eq(i64, call.words[1], 1));
  cr_assert(eq(i64, call.words[2], 0));
  cr_assert(eq(i64, call.words[3], kMapPrivate | kMapAnonymous | kMapNoreserve | kMapStack));
  cr_assert(eq(i64, call.words[4], -1));
  must(kernel::munmap(p, 1), "test");
}

Test(mman, errors_come_back) {
  cr_assert(eq(type(Errno), mmap_anon(0, kProtNone).error(), Errno::einval));
  cr_assert(eq(type(Errno), kernel::munmap(1, kPageSize), Errno::einval));
  cr_assert(eq(type(Errno), kernel::mprotect(kPageSize, kPageSize, kProtRead), Errno::enomem));
  cr_assert(eq(type(Errno), kernel::madvise(kPageSize, kPageSize, 9999), Errno::einval));
  fake_kernel.fail_nth(kSysMmap, 2, Errno::enomem);
  const uptr p = mmap_anon(kPageSize, kProtNone).value();
  cr_assert(eq(type(Errno), mmap_anon(kPageSize, kProtNone).error(), Errno::enomem));
  must(kernel::munmap(p, kPageSize), "test");
}

Test(mman, an_address_space_limit_is_enomem) {
  fake_kernel.mm.limit_bytes = 4 * kPageSize;
  const uptr p = mmap_anon(3 * kPageSize, kProtNone).value();
  cr_assert(eq(type(Errno), mmap_anon(2 * kPageSize, kProtNone).error(), Errno::enomem));
  must(kernel::munmap(p, 3 * kPageSize), "test");
}

Test(mman, a_limit_on_mappings_is_enomem_and_changes_nothing) {
  const uptr p = mmap_anon(8 * kPageSize, kProtReadWrite).value();
  fake_kernel.mm.max_map_count = 2;
  cr_assert(eq(type(Errno), kernel::mprotect(p + kPageSize, kPageSize, kProtNone), Errno::enomem));
  cr_assert(eq(int, fake_kernel.mm.protection(p + kPageSize), int(kProtReadWrite)));
  cr_assert(eq(type(Errno), kernel::mprotect(p, kPageSize, kProtNone), Errno::ok));
  cr_assert(eq(sz, fake_kernel.mm.mapping_count(), 2));
  cr_assert(eq(type(Errno), kernel::mprotect(p, kPageSize, kProtReadWrite), Errno::ok));
  cr_assert(eq(sz, fake_kernel.mm.mapping_count(), 1));
  must(kernel::munmap(p, 8 * kPageSize), "test");
}

Test(mman, fixed_mappings_go_where_they_are_told) {
  const uptr p = mmap_anon(4 * kPageSize, kProtReadWrite).value();
  *at(p + kPageSize) = 1;
  const u32 flags = kMapPrivate | kMapAnonymous;
  const Result<uptr> taken = kernel::mmap(p, kPageSize, kProtRead, flags | kMapFixedNoreplace, -1, 0);
  cr_assert(eq(type(Errno), taken.error(), Errno::eexist));
  cr_assert(eq(u64, kernel::mmap(p + kPageSize, kPageSize, kProtRead, flags | kMapFixed, -1, 0).value(),
               p + kPageSize));
  cr_assert(eq(int, *at(p + kPageSize), 0));
  must(kernel::munmap(p, 4 * kPageSize), "test");
}

Test(mman, a_file_can_be_mapped) {
  fake_kernel.fd.fs.put("/data", "0123456789");
  const long fd = fake_kernel.enter(kSysOpenat, {-100, reinterpret_cast<long>("/data"), 0, 0, 0, 0});
  const uptr p = kernel::mmap(0, 10, kProtRead, kMapPrivate, static_cast<i32>(fd), 0).value();
  cr_assert(eq(int, std::memcmp(reinterpret_cast<void*>(p), "0123456789\0", 11), 0));
  cr_assert(eq(type(Errno), kernel::mmap(0, 10, kProtRead, kMapPrivate, 99, 0).error(), Errno::ebadf));
  must(kernel::munmap(p, 10), "test");
  fake_kernel.enter(kSysClose, {fd, 0, 0, 0, 0, 0});
}

Test(mman, dontneed_reads_as_zeros_and_gives_memory_back) {
  const uptr p = mmap_anon(2 * kPageSize, kProtReadWrite).value();
  *at(p) = 1;
  *at(p + kPageSize) = 1;
  cr_assert(eq(sz, fake_kernel.mm.resident_bytes(p, 2 * kPageSize), 2 * kPageSize));
  cr_assert(eq(type(Errno), kernel::madvise(p, kPageSize, kMadvDontneed), Errno::ok));
  cr_assert(eq(sz, fake_kernel.mm.resident_bytes(p, 2 * kPageSize), kPageSize));
  cr_assert(eq(int, *at(p), 0));
  cr_assert(eq(int, *at(p + kPageSize), 1));
  must(kernel::munmap(p, 2 * kPageSize), "test");
}

Test(mman, guards_survive_mprotect_and_dontneed) {
  const uptr p = mmap_anon(4 * kPageSize, kProtReadWrite).value();
  cr_assert(eq(type(Errno), kernel::madvise(p, kPageSize, kMadvGuardInstall), Errno::ok));
  cr_assert(eq(sz, fake_kernel.mm.mapping_count(), 1));
  must(kernel::mprotect(p, 4 * kPageSize, kProtReadWrite), "test");
  must(kernel::madvise(p, 4 * kPageSize, kMadvDontneed), "test");
  cr_assert(fake_kernel.mm.is_guard(p + 5));
  cr_assert(eq(sz, fake_kernel.mm.guard_count(), 1));
  must(kernel::madvise(p, kPageSize, kMadvGuardRemove), "test");
  *at(p) = 1;
  must(kernel::munmap(p, 4 * kPageSize), "test");
}

Test(mman, process_madvise_takes_several_ranges_at_once) {
  const uptr p = mmap_anon(8 * kPageSize, kProtReadWrite).value();
  const Iovec ranges[] = {{p, kPageSize}, {p + 4 * kPageSize, kPageSize}};
  cr_assert(eq(sz, kernel::process_madvise(kPidfdSelfThreadGroup, ranges, 2, kMadvGuardInstall).value(),
               2 * kPageSize));
  cr_assert(fake_kernel.mm.is_guard(p + 4 * kPageSize));
  fake_kernel.mm.knows_pidfd_self = false;
  cr_assert(eq(type(Errno),
               kernel::process_madvise(kPidfdSelfThreadGroup, ranges, 2, kMadvGuardInstall).error(),
               Errno::ebadf));
  must(kernel::munmap(p, 8 * kPageSize), "test");
}

Test(mman, an_old_kernel_knows_no_guards) {
  const uptr p = mmap_anon(kPageSize, kProtReadWrite).value();
  fake_kernel.mm.knows_guards = false;
  cr_assert(eq(type(Errno), kernel::madvise(p, kPageSize, kMadvGuardInstall), Errno::einval));
  must(kernel::munmap(p, kPageSize), "test");
}

Test(mman, mremap_moves_or_stays) {
  const uptr p = mmap_anon(kPageSize, kProtReadWrite).value();
  *at(p) = 9;
  cr_assert(eq(type(Errno), kernel::mremap(p, kPageSize, 2 * kPageSize, 0).error(), Errno::enomem));
  const uptr q = kernel::mremap(p, kPageSize, 2 * kPageSize, kMremapMaymove).value();
  cr_assert(eq(int, *at(q), 9));
  cr_assert(eq(u64, kernel::mremap(q, 2 * kPageSize, kPageSize, 0).value(), q));
  cr_assert(eq(sz, fake_kernel.mm.mapped_bytes(), kPageSize));
  must(kernel::munmap(q, kPageSize), "test");
}
