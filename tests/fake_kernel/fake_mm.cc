// tests/fake_kernel/fake_mm.cc - see fake_mm.h.
//
// Layer: tests.
#include "tests/fake_kernel/fake_mm.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/bits.h"
#include "kernel_iface/mman.h"
#include "sysnum_arch.h"
#include "tests/fake_kernel/fake_fd.h"

// From the host's linker.
extern "C" char __bss_start[], _end[];

namespace rt {

static constexpr usize kReservationBytes = usize{1} << 40;
static constexpr usize kReservationMinBytes = usize{1} << 32;

static void must_succeed(int result, const char* what) {
  if (result == 0) return;
  std::fprintf(stderr, "fake kernel: real %s: %s\n", what, std::strerror(errno));
  std::abort();
}

static usize bss_bytes() {
  return align_down(reinterpret_cast<uptr>(_end), kPageSize) - align_up(reinterpret_cast<uptr>(__bss_start), kPageSize);
}

FakeMm::FakeMm(FakeFd* fd) : fd_(fd) {
  const uptr bss = align_up(reinterpret_cast<uptr>(__bss_start), kPageSize);
  regions_[bss] = {bss + bss_bytes(), kernel::kProtReadWrite, kernel::kMapPrivate | kernel::kMapAnonymous};
}

void FakeMm::reserve() {
  for (usize bytes = kReservationBytes; lo_ == 0 && bytes >= kReservationMinBytes; bytes /= 2) {
    void* p = ::mmap(nullptr, bytes, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) continue;
    lo_ = reinterpret_cast<uptr>(p);
    hi_ = lo_ + bytes;
  }
  if (lo_ == 0) must_succeed(-1, "mmap of the reservation");
}

usize FakeMm::mapped_bytes() const {
  usize sum = 0;
  for (const auto& [start, region] : regions_) sum += region.end - start;
  return sum - bss_bytes();
}

int FakeMm::protection(uptr addr) const {
  auto it = regions_.upper_bound(addr);
  if (it == regions_.begin()) return -1;
  --it;
  return addr < it->second.end ? static_cast<int>(it->second.prot) : -1;
}

usize FakeMm::resident_bytes(uptr addr, usize bytes) const {
  std::vector<unsigned char> pages(div_round_up(bytes, kPageSize));
  must_succeed(::mincore(reinterpret_cast<void*>(addr), bytes, pages.data()), "mincore");
  usize resident = 0;
  for (const unsigned char page : pages) resident += (page & 1) * kPageSize;
  return resident;
}

// find_gap is first fit, with a page left free on both sides.
uptr FakeMm::find_gap(usize bytes) const {
  uptr at = lo_ + kPageSize;
  for (const auto& [start, region] : regions_) {
    if (start >= at + bytes + kPageSize) break;
    at = std::max(at, region.end + kPageSize);
  }
  return at + bytes + kPageSize <= hi_ ? at : 0;
}

// covered tells whether every page of [lo, hi) is mapped.
bool FakeMm::covered(uptr lo, uptr hi) const {
  auto it = regions_.upper_bound(lo);
  if (it == regions_.begin()) return false;
  for (--it; it != regions_.end() && it->first <= lo; ++it) {
    if (it->second.end >= hi) return true;
    lo = it->second.end;
  }
  return false;
}

// split is regions_ with borders at lo and hi.
FakeMm::Regions FakeMm::split(uptr lo, uptr hi) const {
  Regions next = regions_;
  for (const uptr border : {lo, hi}) {
    auto it = next.upper_bound(border);
    if (it == next.begin()) continue;
    --it;
    if (it->first == border || it->second.end <= border) continue;
    next[border] = it->second;
    it->second.end = border;
  }
  return next;
}

// accept merges equal neighbours, as the kernel does, and takes over; false: too many mappings.
bool FakeMm::accept(Regions next) {
  for (auto it = next.begin(); it != next.end();) {
    auto after = std::next(it);
    if (after == next.end()) break;
    if (it->second.end == after->first && it->second == after->second) {
      it->second.end = after->second.end;
      next.erase(after);
    } else {
      it = after;
    }
  }
  if (next.size() - 1 > max_map_count) return false;  // the program's own is not counted
  regions_ = std::move(next);
  return true;
}

// apply gives the real pages of [lo, hi) the protection that regions_ and guards_ say.
void FakeMm::apply(uptr lo, uptr hi) {
  for (auto it = regions_.begin(); it != regions_.end(); ++it) {
    const uptr from = std::max(lo, it->first);
    const uptr to = std::min(hi, it->second.end);
    if (from >= to) continue;
    must_succeed(::mprotect(reinterpret_cast<void*>(from), to - from, static_cast<int>(it->second.prot)),
                 "mprotect");
  }
  for (auto it = guards_.lower_bound(lo); it != guards_.end() && *it < hi; ++it) {
    must_succeed(::mprotect(reinterpret_cast<void*>(*it), kPageSize, PROT_NONE), "mprotect of a guard");
  }
}

long FakeMm::mmap(const long* w) {
  if (lo_ == 0) reserve();
  const usize bytes = align_up(static_cast<usize>(w[1]), kPageSize);
  const u32 flags = static_cast<u32>(w[3]);
  uptr at = static_cast<uptr>(w[0]);
  if (w[1] == 0 || bytes == 0) return -EINVAL;
  if (mapped_bytes() + bytes > limit_bytes) return -ENOMEM;
  if ((flags & (kernel::kMapFixed | kernel::kMapFixedNoreplace)) == 0) {
    at = find_gap(bytes);
    if (at == 0) return -ENOMEM;
  } else if (!is_aligned(at, kPageSize)) {
    return -EINVAL;
  } else if (at < lo_ || bytes > hi_ - at) {
    return -ENOMEM;
  } else if ((flags & kernel::kMapFixedNoreplace) != 0) {
    for (const auto& [start, region] : regions_) {
      if (start < at + bytes && region.end > at) return -EEXIST;
    }
  } else if (long error = munmap(at, bytes); error != 0) {
    return error;
  }
  std::string_view contents;
  if ((flags & kernel::kMapAnonymous) == 0) {
    if (long error = fd_->contents_for_mmap(static_cast<i32>(w[4]), w[5], &contents); error != 0)
      return error;
  }
  Regions next = regions_;
  const u32 kind =
      flags & (kernel::kMapShared | kernel::kMapNoreserve | kernel::kMapStack | kernel::kMapAnonymous);
  next[at] = Region{at + bytes, static_cast<u32>(w[2]), kind};
  if (!accept(std::move(next))) return -ENOMEM;
  if (!contents.empty()) {
    must_succeed(::mprotect(reinterpret_cast<void*>(at), bytes, PROT_READ | PROT_WRITE), "mprotect");
    std::memcpy(reinterpret_cast<void*>(at), contents.data(), std::min(bytes, contents.size()));
  }
  apply(at, at + bytes);
  return static_cast<long>(at);
}

long FakeMm::munmap(uptr addr, usize bytes) {
  bytes = align_up(bytes, kPageSize);
  if (!is_aligned(addr, kPageSize) || bytes == 0) return -EINVAL;
  const uptr lo = std::max(addr, lo_);
  const uptr hi = std::min(addr + bytes, hi_);
  if (lo >= hi) return 0;
  Regions next = split(lo, hi);
  next.erase(next.lower_bound(lo), next.lower_bound(hi));
  if (!accept(std::move(next))) return -ENOMEM;
  guards_.erase(guards_.lower_bound(lo), guards_.lower_bound(hi));
  // A fresh reservation in its place: the pages are gone and touching them crashes.
  void* p = ::mmap(reinterpret_cast<void*>(lo), hi - lo, PROT_NONE,
                   MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE | MAP_FIXED, -1, 0);
  if (p == MAP_FAILED) must_succeed(-1, "mmap over what was unmapped");
  return 0;
}

long FakeMm::mprotect(uptr addr, usize bytes, u32 prot) {
  bytes = align_up(bytes, kPageSize);
  if (!is_aligned(addr, kPageSize)) return -EINVAL;
  if (bytes == 0) return 0;
  if (!covered(addr, addr + bytes)) return -ENOMEM;
  Regions next = split(addr, addr + bytes);
  for (auto it = next.lower_bound(addr); it != next.end() && it->first < addr + bytes; ++it)
    it->second.prot = prot;
  if (!accept(std::move(next))) return -ENOMEM;
  apply(addr, addr + bytes);
  return 0;
}

long FakeMm::madvise(uptr addr, usize bytes, u32 advice) {
  bytes = align_up(bytes, kPageSize);
  if (!is_aligned(addr, kPageSize)) return -EINVAL;
  const uptr end = addr + bytes;
  switch (advice) {
    case kernel::kMadvNormal:
    case kernel::kMadvSequential:
    case kernel::kMadvWillneed:
    case kernel::kMadvHugepage:
    case kernel::kMadvNohugepage:
    case kernel::kMadvDontdump:
    case kernel::kMadvPopulateWrite:
    case kernel::kMadvCollapse:
      return covered(addr, end) ? 0 : -ENOMEM;
    case kernel::kMadvDontneed:
    case kernel::kMadvFree:
      if (!covered(addr, end)) return -ENOMEM;
      must_succeed(::madvise(reinterpret_cast<void*>(addr), bytes, MADV_DONTNEED), "madvise");
      return 0;
    case kernel::kMadvGuardInstall:
    case kernel::kMadvGuardRemove:
      break;
    default:
      return -EINVAL;
  }
  if (!knows_guards) return -EINVAL;
  if (!covered(addr, end)) return -ENOMEM;
  if (advice == kernel::kMadvGuardInstall) {
    must_succeed(::madvise(reinterpret_cast<void*>(addr), bytes, MADV_DONTNEED), "madvise");
    for (uptr page = addr; page < end; page += kPageSize) guards_.insert(page);
  } else {
    guards_.erase(guards_.lower_bound(addr), guards_.lower_bound(end));
  }
  apply(addr, end);
  return 0;
}

long FakeMm::process_madvise(const long* w) {
  if (static_cast<i32>(w[0]) != kernel::kPidfdSelfThreadGroup || !knows_pidfd_self) return -EBADF;
  const auto* ranges = reinterpret_cast<const kernel::Iovec*>(w[1]);
  long done = 0;
  for (long i = 0; i < w[2]; i++) {
    const long error = madvise(ranges[i].base, ranges[i].bytes, static_cast<u32>(w[3]));
    if (error != 0) return done != 0 ? done : error;
    done += static_cast<long>(ranges[i].bytes);
  }
  return done;
}

// mremap knows whole mappings of private memory: shrink in place, or move and copy.
long FakeMm::mremap(uptr addr, usize old_bytes, usize new_bytes, u32 flags) {
  old_bytes = align_up(old_bytes, kPageSize);
  new_bytes = align_up(new_bytes, kPageSize);
  if (!is_aligned(addr, kPageSize) || old_bytes == 0 || new_bytes == 0) return -EINVAL;
  if (!covered(addr, addr + old_bytes)) return -EFAULT;
  if (new_bytes <= old_bytes) {
    return new_bytes == old_bytes
               ? static_cast<long>(addr)
               : (munmap(addr + new_bytes, old_bytes - new_bytes), static_cast<long>(addr));
  }
  if ((flags & kernel::kMremapMaymove) == 0) return -ENOMEM;
  const long words[6] = {0,
                         static_cast<long>(new_bytes),
                         protection(addr),
                         static_cast<long>(kernel::kMapPrivate | kernel::kMapAnonymous),
                         -1,
                         0};
  const long to = mmap(words);
  if (to < 0) return to;
  std::memcpy(reinterpret_cast<void*>(to), reinterpret_cast<void*>(addr), old_bytes);
  munmap(addr, old_bytes);
  return to;
}

bool FakeMm::call(u32 number, const long* w, long* result) {
  const uptr addr = static_cast<uptr>(w[0]);
  const usize bytes = static_cast<usize>(w[1]);
  switch (number) {
    case kSysMmap:
      *result = mmap(w);
      return true;
    case kSysMunmap:
      *result = munmap(addr, bytes);
      return true;
    case kSysMprotect:
      *result = mprotect(addr, bytes, static_cast<u32>(w[2]));
      return true;
    case kSysMadvise:
      *result = madvise(addr, bytes, static_cast<u32>(w[2]));
      return true;
    case kSysProcessMadvise:
      *result = process_madvise(w);
      return true;
    case kSysMremap:
      *result = mremap(addr, bytes, static_cast<usize>(w[2]), static_cast<u32>(w[3]));
      return true;
    default:
      return false;
  }
}

}  // namespace rt
