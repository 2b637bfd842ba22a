// sched/ncpu.cc - how many CPUs this process may use.
//
// Layer: sched.
#include "sched/ncpu.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string_view>

#include "base/attributes.h"
#include "kernel_iface/process.h"
#include "kernel_iface/text.h"
#include "sched/procresize.h"
#include "sched/sched.h"

namespace rt {

static constexpr usize kPathMax = 512;

template <usize words>
RT_NOINLINE static u32 affinity_in() {
  u64 mask[words];
  Result<usize> got = kernel::sched_getaffinity(0, mask, sizeof mask);
  if (!got.ok()) return 0;
  u32 n = 0;
  for (usize i = 0; i < got.value() / sizeof(u64); i++) n += static_cast<u32>(std::popcount(mask[i]));
  return n;
}

// A kernel for more CPUs than the mask has bits refuses: the second is for as many as it can be built for. The
// first fits into the page of the stack that the boot has touched.
u32 affinity_cpus() {
  u32 n = affinity_in<16>();
  if (n == 0) n = affinity_in<128>();
  return std::max(n, 1u);
}

static u32 cpus_of(i64 quota, i64 period) {
  if (quota <= 0 || period <= 0) return 0;
  return static_cast<u32>(std::min<i64>((quota + period - 1) / period, UINT32_MAX));
}

u32 quota_of(std::string_view text) {
  const i64 quota = take_number(&text);
  return cpus_of(quota, take_number(&text));
}

// Folder is a cgroup's folder, shortened step by step to that of its ancestors.
class Folder {
 public:
  // add makes it longer; false when it becomes too long.
  bool add(std::string_view s) {
    if (length_ + s.size() >= sizeof text_) return false;
    std::memcpy(text_ + length_, s.data(), s.size());
    length_ += s.size();
    return true;
  }

  // up leaves the last step out; false when only the first `least` characters are left.
  bool up(usize least) {
    if (length_ <= least) return false;
    do length_--;
    while (length_ > least && text_[length_] != '/');
    return true;
  }

  // read is what a file in it says.
  std::string_view read(std::string_view file, char (&into)[64]) {
    if (length_ + file.size() >= sizeof text_) return {};
    std::memcpy(text_ + length_, file.data(), file.size());
    text_[length_ + file.size()] = 0;
    return read_small(text_, into, sizeof into);
  }

  // limit is the quota of this cgroup alone; 0 when it has none.
  u32 limit(bool v2) {
    char buffer[64];
    if (v2) return quota_of(read("/cpu.max", buffer));
    std::string_view text = read("/cpu.cfs_quota_us", buffer);
    const i64 quota = take_number(&text);
    text = read("/cpu.cfs_period_us", buffer);
    return cpus_of(quota, take_number(&text));
  }

 private:
  char text_[kPathMax];
  usize length_ = 0;
};

// Limits are least when smallest, but 0 is none.
static u32 lesser(u32 a, u32 b) { return a - 1 < b - 1 ? a : b; }

// least_limit looks at a cgroup and all its ancestors; 0 when none limits.
static u32 least_limit(std::string_view mount, std::string_view cgroup, bool v2) {
  Folder folder;
  if (!folder.add(mount) || !folder.add(same(cgroup, "/") ? "" : cgroup)) return 0;
  u32 least = 0;
  do least = lesser(least, folder.limit(v2));
  while (folder.up(mount.size()));
  return least;
}

// A line of /proc/self/cgroup: "0::/path" for v2, "4:cpu,cpuacct:/path" for v1.
static u32 limit_of_line(std::string_view line) {
  cut_at(&line, ':');
  std::string_view controllers = cut_at(&line, ':');
  if (line.empty()) return 0;
  if (controllers.empty()) return least_limit("/sys/fs/cgroup", line, true);
  while (!controllers.empty()) {
    if (same(cut_at(&controllers, ','), "cpu")) return least_limit("/sys/fs/cgroup/cpu", line, false);
  }
  return 0;
}

// cgroup_limit is the least quota of all; nothing if it cannot be told.
static bool cgroup_limit(u32* least) {
  char buffer[2048];
  std::string_view rest = read_small("/proc/self/cgroup", buffer, sizeof buffer);
  *least = 0;
  if (rest.empty()) return false;
  while (!rest.empty()) *least = lesser(*least, limit_of_line(cut_at(&rest, '\n')));
  return true;
}

u32 cgroup_cpus() {
  u32 least;
  (void)cgroup_limit(&least);
  return least;
}

static constinit Atomic<u32> known;  // 0: not read yet. Two who come at once read the same
static constinit Atomic<u32> fixed;

void procs_fixed() { fixed.store_relaxed(1); }

// read_cpus takes what there is now. A process that is out of descriptors cannot see its quota: then it stays.
static void read_cpus() {
  const u32 cpus = affinity_cpus();
  u32 quota = 0;
  if (cpus > 1 && !cgroup_limit(&quota)) quota = known.load_relaxed();
  known.store_relaxed(lesser(cpus, quota));
}

u32 num_cpu() {
  if (known.load_relaxed() == 0) read_cpus();
  return known.load_relaxed();
}

static bool differs() { return fixed.load_relaxed() == 0 && std::min(num_cpu(), kMaxProcs) != gomaxprocs.load_relaxed(); }

bool cpus_changed() {
  if (fixed.load_relaxed() != 0) return false;
  read_cpus();
  return differs();
}

void follow_cpus() {
  if (differs()) set_gomaxprocs(num_cpu());
}

}  // namespace rt
