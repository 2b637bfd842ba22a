// tests/fake_kernel/fake_mm.h - the mmap family over one real reservation.
//
// What the runtime maps lies in one range of this process's address space, really protected and really
// unmapped, so that misuse crashes; between two mappings lies at least one page that is not mapped.
// Guards (MADV_GUARD_INSTALL) are pages without access that survive mprotect and MADV_DONTNEED, as in
// the kernel; MADV_FREE takes the pages at once, the harshest thing that it may do. The program's own .bss is
// mapped from the start, and is not counted.
// Layer: tests.
#pragma once
#include <map>
#include <set>

#include "base/types.h"

namespace rt {

class FakeFd;

class FakeMm {
 public:
  explicit FakeMm(FakeFd* fd);

  // What a test may set before the calls that it is about.
  u64 limit_bytes = ~u64{0};     // RLIMIT_AS: enomem beyond it
  usize max_map_count = 65530;   // vm.max_map_count: enomem beyond it
  bool knows_guards = true;      // false: einval for MADV_GUARD_INSTALL, as before Linux 6.13
  bool knows_pidfd_self = true;  // false: ebadf for process_madvise on ourselves, as before 6.14

  // What a test may ask.
  usize mapped_bytes() const;
  usize mapping_count() const { return regions_.size() - 1; }  // as the lines of /proc/self/maps
  usize guard_count() const { return guards_.size(); }     // in pages
  bool is_mapped(uptr addr) const { return protection(addr) >= 0; }
  int protection(uptr addr) const;  // kProt* of the page, as mprotect set it; -1: not mapped
  bool is_guard(uptr addr) const { return guards_.count(addr & ~uptr{kPageSize - 1}) != 0; }
  usize resident_bytes(uptr addr, usize bytes) const;  // what has memory behind it

  // For the dispatch: true when number is one of ours.
  bool call(u32 number, const long* words, long* result);

 private:
  struct Region {
    uptr end;
    u32 prot;
    u32 flags;
    bool operator==(const Region& o) const { return prot == o.prot && flags == o.flags; }
  };
  using Regions = std::map<uptr, Region>;  // by start; they do not overlap

  void reserve();
  uptr find_gap(usize bytes) const;
  bool covered(uptr lo, uptr hi) const;
  Regions split(uptr lo, uptr hi) const;
  bool accept(Regions next);
  void apply(uptr lo, uptr hi);

  long mmap(const long* w);
  long munmap(uptr addr, usize bytes);
  long mprotect(uptr addr, usize bytes, u32 prot);
  long madvise(uptr addr, usize bytes, u32 advice);
  long process_madvise(const long* w);
  long mremap(uptr addr, usize old_bytes, usize new_bytes, u32 flags);

  FakeFd* fd_;
  uptr lo_ = 0;  // the reservation
  uptr hi_ = 0;
  Regions regions_;
  std::set<uptr> guards_;  // page addresses, all inside regions
};

}  // namespace rt
