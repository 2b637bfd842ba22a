// mem/scavenge.cc - see scavenge.h.
//
// Layer: mem.
#include "mem/scavenge.h"

#include "mem/mheap.h"

namespace rt {
namespace {

// What stays: this part of the peak, and at least this much, which is not worth a system call.
constexpr usize kKeepFraction = 10;
constexpr usize kKeepMinPages = (usize{1} << 20) / kPageSize;

// The peak is that of the present and of the former window, each that many calls of scavenge_due long:
// between two and four seconds.
constexpr u32 kWindowCalls = 20;

// Guarded by mheap.lock.
struct Peaks {
  u32 calls = 0;
  usize former_pages = 0;
};

constinit Peaks peaks;

// excess_over is how many more idle pages hold memory than the goal allows after a peak. Holds mheap.lock.
usize excess_over(usize peak_pages) {
  const usize part = peak_pages / kKeepFraction;
  const usize keep = part > kKeepMinPages ? part : kKeepMinPages;
  const usize idle = mheap.pages.free_pages() - mheap.pages.released_pages();
  return idle > keep ? idle - keep : 0;
}

usize excess_pages() {
  return excess_over(mheap.peak_in_use_pages > peaks.former_pages ? mheap.peak_in_use_pages : peaks.former_pages);
}

}  // namespace

bool scavenge_due() {
  kernel::MutexGuard guard(mheap.lock);
  if (++peaks.calls % kWindowCalls == 0) {
    peaks.former_pages = mheap.peak_in_use_pages;
    mheap.peak_in_use_pages = mheap.in_use_pages();
  }
  return excess_pages() != 0;
}

bool scavenge_pending() {
  kernel::MutexGuard guard(mheap.lock);
  return excess_over(mheap.in_use_pages()) != 0;
}

usize scavenge_step() {
  usize wanted;
  {
    kernel::MutexGuard guard(mheap.lock);
    wanted = excess_pages() << kPageShift;
  }
  if (wanted == 0) return 0;
  return mheap.release(wanted < kChunkBytes ? align_up(wanted, kMaxPhysPage) : kChunkBytes);
}

usize scavenge_all() {
  usize released = 0;
  mheap_release_restart();
  do {
    released += mheap_release(kChunkBytes);
  } while (!mheap_release_done());
  return released;
}

}  // namespace rt
